import { BlockList, isIP } from 'node:net';

/** IPv4 networks that are not public. */
const blockedIpv4 = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, including the metadata service of cloud machines
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, including broadcast
];

/** The only IPv6 networks that are allowed, which excludes loopback, link-local, private and multicast addresses. */
const allowedIpv6 = [
  '2000::/3', // global unicast
  '::ffff:0:0/96', // IPv4, written as IPv6
  '64:ff9b::/96', // IPv4, through a NAT64 gateway
];

/** Parts of the allowed IPv6 networks that are not public. */
const blockedIpv6 = [
  '2001::/23', // protocol assignments, including Teredo, which embeds an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which embeds an IPv4 address
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

/** Whether a text is an IP address of the public internet. */
export function isPublicAddress(address: string): boolean {
  // An address with a zone is link-local.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  return allowed.check(address, type) && !blocked.check(address, type);
}
