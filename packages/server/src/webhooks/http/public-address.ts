import { BlockList, isIP } from 'node:net';

/** Networks that a request must not reach by IPv4: our own, our neighbours', and those that lead nowhere. */
const blockedIpv4 = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by the customers of a carrier
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, and the metadata of cloud machines
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays from IPv6
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];

/** Of IPv6 only these can be reached at all: so loopback, link-local, private and multicast cannot. */
const allowedIpv6 = [
  '2000::/3', // global unicast
  '::ffff:0:0/96', // IPv4, written as IPv6
  '64:ff9b::/96', // IPv4, through a translator
];

/** What must not be reached of that. */
const blockedIpv6 = [
  '2001::/23', // protocol assignments, and tunnels that hold an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // tunnels that hold an IPv4 address
  '3fff::/20', // documentation
];

const allowed = new BlockList();
const blocked = new BlockList();

const addToList = (list: BlockList, subnet: string): void => {
  const [network = '', prefix] = subnet.split('/');
  list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
};

addToList(allowed, '0.0.0.0/0');
for (const subnet of allowedIpv6) addToList(allowed, subnet);
for (const subnet of [...blockedIpv4, ...blockedIpv6]) addToList(blocked, subnet);
for (const subnet of blockedIpv4) {
  const [network, prefix] = subnet.split('/');
  for (const block of ['::ffff:', '64:ff9b::'])
    addToList(blocked, `${block}${network}/${96 + Number(prefix)}`);
}

/** Whether an IP address is one of the public internet; false for what is no address. */
export function isPublicAddress(address: string): boolean {
  // A zone names a link, so the address is one of that link.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  return allowed.check(address, type) && !blocked.check(address, type);
}
