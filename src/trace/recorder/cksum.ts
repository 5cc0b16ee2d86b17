/**
 * Returns the checksum that the POSIX tool `cksum` prints, so that a script can tell with the smallest of tools whether a
 * file is the one that it was made for.
 *
 * @see POSIX.1-2017, cksum: CRC of ISO/IEC 8802-3 over the bytes and then their number
 * @example
 * cksum(new TextEncoder().encode('123456789')); // 930766865
 */
export function cksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = next(crc, byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) crc = next(crc, length % 256);
  return ~crc >>> 0;
}

const polynomial = 0x04c1_1db7;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ polynomial : crc << 1;
  return crc;
});

function next(crc: number, byte: number): number {
  return (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0);
}
