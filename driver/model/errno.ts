/**
 * Why a machine can't be reached, by what the operating system said (errno, or a resolver's code). Undefined: that says
 * nothing of the network, and means something else to each who asks.
 */
export function whyNoWay(errno: string): string | undefined {
  switch (errno) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The name of the machine is not known.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return 'There is no way to this machine through the network.';
    case 'ETIMEDOUT':
      return 'The machine did not take the connection.';
    default:
      return undefined;
  }
}
