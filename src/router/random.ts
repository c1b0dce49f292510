/** Uniform numbers in [0, 1). Passed in, so that every decision can be replayed from its seed. */
export type Random = () => number;

const TWO_TO_32 = 4_294_967_296;

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32. Equal seeds give equal sequences. */
export function seededRandom(seed: number): Random {
  let mixed = seed | 0;
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let bits = mixed ^ (mixed >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    return bits ^ (bits >>> 15);
  };
  let [a, b, c, counter] = [next(), next(), next(), 1];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / TWO_TO_32;
  };
}

/** A standard normal number: Marsaglia's polar method. */
export function sampleNormal(random: Random): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Gamma with scale 1. Marsaglia and Tsang, ACM TOMS 26 (2000); shapes below 1 through their section 6. */
export function sampleGamma(shape: number, random: Random): number {
  if (shape < 1) return sampleGamma(shape + 1, random) * Math.max(Number.MIN_VALUE, random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = sampleNormal(random);
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    const uniform = 1 - random();
    const square = normal * normal;
    if (uniform < 1 - 0.0331 * square * square) return d * cube;
    if (Math.log(uniform) < 0.5 * square + d * (1 - cube + Math.log(cube))) return d * cube;
  }
}

/** Beta(a, b), both above 0. */
export function sampleBeta(a: number, b: number, random: Random): number {
  const x = sampleGamma(a, random);
  const y = sampleGamma(b, random);
  const sum = x + y;
  return sum > 0 ? x / sum : a / (a + b);
}
