"""The random numbers of quiescent: the same bits for the same (seed, stream, index, lane)."""

from math import floor, frexp

WORD = 0xFFFFFFFF
LONGEST_NS = 2**52


def stream_key(seed, name):
    a = seed ^ 0x9E3779B9
    b = ((seed ^ (seed >> 16)) * 0x2C1B3C6D & WORD) ^ 0x3C6EF372
    for letter in name:
        a = (a ^ ord(letter)) * 0x85EBCA6B & WORD
        b = (b + (a ^ (a >> 15))) * 0xC2B2AE35 & WORD
        a ^= b >> 13
    a ^= len(name)
    for _ in range(3):
        a = (a ^ (a >> 16)) * 0x7FEB352D & WORD
        b = (b + (a ^ (a >> 15))) & WORD
        b = (b ^ (b >> 16)) * 0x846CA68B & WORD
        a = (a + (b ^ (b >> 15))) & WORD
    return a, b


def draw_uniform(key, index, lane):
    k0, k1 = key
    a = (index & WORD) ^ k0
    b = ((index >> 32) & WORD | lane << 21) ^ k1
    a = (a ^ (a >> 16)) * 0x7FEB352D & WORD
    b = (b + (a ^ (a >> 15))) & WORD
    b = (b ^ (b >> 16)) * 0x846CA68B & WORD
    a = (a + (b ^ (b >> 15))) & WORD
    a = (a ^ k1 ^ (a >> 16)) * 0x85EBCA6B & WORD
    b = (b + (a ^ (a >> 15))) & WORD
    b = (b ^ k0 ^ (b >> 16)) * 0xC2B2AE35 & WORD
    a = (a + (b ^ (b >> 15))) & WORD
    a = (a ^ (a >> 16)) * 0x31848BAB & WORD
    b = (b + (a ^ (a >> 15))) & WORD
    b = (b ^ (b >> 16)) * 0xED5AD4BB & WORD
    a ^= b ^ (b >> 15)
    return ((a >> 6) * 67108864 + (b >> 6) + 0.5) * 2.220446049250313e-16


def ln(x):
    """fdlibm's logarithm, in the order of operations of src/random/ln-exp.ts; x positive and not subnormal."""
    mantissa, exponent = frexp(x)
    mantissa *= 2
    exponent -= 1
    if mantissa >= 1 + 0x6A09F / 0x100000:
        mantissa /= 2
        exponent += 1
    f = mantissa - 1
    s = f / (2 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1))
    odd = z * (
        6.66666666666673513e-1
        + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1))
    )
    half_square = 0.5 * f * f
    low = exponent * 1.90821492927058770002e-10
    return exponent * 6.9314718036912381649e-1 - (half_square - (s * (half_square + (even + odd)) + low) - f)


def arrivals(seed, name, mean_ns):
    """The instants of a Poisson process [ns], one after the other."""
    key = stream_key(seed, name)
    time = index = 0
    while True:
        time += min(LONGEST_NS, floor(-ln(draw_uniform(key, index, 0)) * mean_ns + 0.5))
        yield time
        index += 1
