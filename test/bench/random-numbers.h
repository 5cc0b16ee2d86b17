/* The random numbers of quiescent: the same bits for the same (seed, stream, index, lane). Needs -ffp-contract=off. */
#include <stdint.h>

typedef struct {
  uint32_t k0, k1;
} stream_key;

static stream_key make_stream_key(uint32_t seed, const char *name) {
  uint32_t a = seed ^ 0x9e3779b9u, b = ((seed ^ (seed >> 16)) * 0x2c1b3c6du) ^ 0x3c6ef372u, length = 0;
  for (; name[length]; length++) {
    a = (a ^ (unsigned char)name[length]) * 0x85ebca6bu;
    b = (b + (a ^ (a >> 15))) * 0xc2b2ae35u;
    a ^= b >> 13;
  }
  a ^= length;
  for (int round = 0; round < 3; round++) {
    a = (a ^ (a >> 16)) * 0x7feb352du;
    b += a ^ (a >> 15);
    b = (b ^ (b >> 16)) * 0x846ca68bu;
    a += b ^ (b >> 15);
  }
  return (stream_key){a, b};
}

static inline double draw_uniform(stream_key key, uint64_t index, uint32_t lane) {
  uint32_t a = (uint32_t)index ^ key.k0, b = ((uint32_t)(index >> 32) | lane << 21) ^ key.k1;
  a = (a ^ (a >> 16)) * 0x7feb352du;
  b += a ^ (a >> 15);
  b = (b ^ (b >> 16)) * 0x846ca68bu;
  a += b ^ (b >> 15);
  a = (a ^ key.k1 ^ (a >> 16)) * 0x85ebca6bu;
  b += a ^ (a >> 15);
  b = (b ^ key.k0 ^ (b >> 16)) * 0xc2b2ae35u;
  a += b ^ (b >> 15);
  a = (a ^ (a >> 16)) * 0x31848babu;
  b += a ^ (a >> 15);
  b = (b ^ (b >> 16)) * 0xed5ad4bbu;
  a ^= b ^ (b >> 15);
  return ((a >> 6) * 67108864.0 + (b >> 6) + 0.5) * 2.220446049250313e-16;
}

/* fdlibm's logarithm, in the order of operations of src/random/ln-exp.ts; x positive and not subnormal. */
static inline double ln(double x) {
  union {
    double value;
    uint64_t bits;
  } word = {x};
  int exponent = (int)(word.bits >> 52) - 1023;
  if (((word.bits >> 32) & 0xfffff) >= 0x6a09f) exponent++;
  word.bits -= (uint64_t)(int64_t)exponent << 52;
  double f = word.value - 1;
  double s = f / (2 + f), z = s * s, w = z * z;
  double even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  double odd = z * (6.66666666666673513e-1 +
                    w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  double half_square = 0.5 * f * f;
  return exponent * 6.9314718036912381649e-1 -
         (half_square - (s * (half_square + (even + odd)) + exponent * 1.90821492927058770002e-10) - f);
}

/* A Poisson process. */
typedef struct {
  stream_key key;
  double mean_ns;
  uint64_t index;
  int64_t next_ns;
} arrivals;

static inline void next_arrival(arrivals *process) {
  double gap_ns = -ln(draw_uniform(process->key, process->index++, 0)) * process->mean_ns + 0.5;
  process->next_ns += gap_ns < 0x1p52 ? (int64_t)gap_ns : INT64_C(1) << 52;
}

static arrivals make_arrivals(uint32_t seed, const char *name, double mean_ns) {
  arrivals process = {make_stream_key(seed, name), mean_ns, 0, 0};
  next_arrival(&process);
  return process;
}
