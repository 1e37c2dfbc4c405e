// The tests use what the versions have in common, so they are compiled against the types of the newest one. The types of
// both in a union would allow almost no call.
declare module 'twilio5' {
  import twilio from 'twilio';
  export default twilio;
}
