/**
 * Number formats of tensors: element types, the byte layout of their blocks, and their codecs. This
 * page is the specification of the layouts as we read and write them.
 *
 * <p>A tensor is rows of elements; a row is a whole number of blocks, stored without gaps. All
 * numbers are little-endian; {@code half} is an IEEE 754 binary16. Nibbles: low is bits 0–3, high
 * is bits 4–7 of a byte.
 *
 * <table>
 * <caption>Blocks</caption>
 * <tr><th>type</th><th>elements</th><th>bytes</th><th>layout</th><th>value of element i</th></tr>
 * <tr><td>F32</td><td>1</td><td>4</td><td>binary32</td><td></td></tr>
 * <tr><td>F16</td><td>1</td><td>2</td><td>binary16</td><td></td></tr>
 * <tr><td>BF16</td><td>1</td><td>2</td><td>upper half of a binary32</td><td></td></tr>
 * <tr><td>Q8_0</td><td>32</td><td>34</td><td>half d; 32 signed bytes q</td><td>d·q[i]</td></tr>
 * <tr><td>Q4_0</td><td>32</td><td>18</td><td>half d; 16 bytes: low nibble q[i], high q[i+16]</td>
 * <td>d·(q[i]−8)</td></tr>
 * <tr><td>Q4_1</td><td>32</td><td>20</td><td>half d; half m; 16 bytes as Q4_0</td>
 * <td>d·q[i]+m</td></tr>
 * <tr><td>Q5_0</td><td>32</td><td>22</td><td>half d; 32 bits, bit i is bit 4 of q[i]; 16 bytes as
 * Q4_0</td><td>d·(q[i]−16)</td></tr>
 * <tr><td>Q5_1</td><td>32</td><td>24</td><td>half d; half m; 32 bits; 16 bytes as Q5_0</td>
 * <td>d·q[i]+m</td></tr>
 * <tr><td>Q2_K</td><td>256</td><td>84</td><td>16 bytes: low nibble scale s, high nibble minimum n
 * of 16 elements; 64 bytes of bit pairs; half d; half m</td><td>d·s[i/16]·q[i]−m·n[i/16]</td></tr>
 * <tr><td>Q3_K</td><td>256</td><td>110</td><td>32 bytes of upper bits; 64 bytes of bit pairs; 12
 * bytes with sixteen 6-bit scales s; half d</td><td>d·(s[i/16]−32)·(q[i]−4)</td></tr>
 * <tr><td>Q4_K</td><td>256</td><td>144</td><td>half d; half m; 12 bytes with eight 6-bit scales s
 * and eight 6-bit minima n; four groups of 32 bytes: low nibbles are sub-block 2g, high ones
 * 2g+1</td><td>d·s[i/32]·q[i]−m·n[i/32]</td></tr>
 * <tr><td>Q5_K</td><td>256</td><td>176</td><td>half d; half m; 12 bytes as Q4_K; 32 bytes of upper
 * bits; 128 bytes as Q4_K</td><td>d·s[i/32]·q[i]−m·n[i/32]</td></tr>
 * <tr><td>Q6_K</td><td>256</td><td>210</td><td>128 bytes of low nibbles; 64 bytes of upper bit
 * pairs; 16 signed bytes s; half d</td><td>d·s[i/16]·(q[i]−32)</td></tr>
 * <tr><td>IQ4_NL</td><td>32</td><td>18</td><td>half d; 16 bytes as Q4_0</td><td>d·v[q[i]]</td></tr>
 * <tr><td>IQ4_XS</td><td>256</td><td>136</td><td>half d; 16 bits: upper pairs of eight 6-bit scales
 * s; 4 bytes: their nibbles; 8 × 16 bytes as Q4_0</td><td>d·(s[i/32]−32)·v[q[i]]</td></tr>
 * <tr><td>TQ1_0</td><td>256</td><td>54</td><td>32, 16 and 4 bytes of five (the last: four) digits to
 * base 3; half d</td><td>d·(q[i]−1)</td></tr>
 * <tr><td>TQ2_0</td><td>256</td><td>66</td><td>64 bytes of bit pairs; half d</td>
 * <td>d·(q[i]−1)</td></tr>
 * <tr><td>MXFP4</td><td>32</td><td>17</td><td>byte e; 16 bytes as Q4_0</td>
 * <td>2^(e−128)·w[q[i]]</td></tr>
 * </table>
 *
 * <p>One by one, little-endian, and only read: F64, I8, I16, I32, I64, and the eight-bit floats
 * F8_E4M3 (bias 7, no infinities, all ones is no number) and F8_E5M2 (the upper byte of a half).
 *
 * <p>Bit pairs: byte 32h+i holds those of elements 128h+i, 128h+32+i, 128h+64+i and 128h+96+i from
 * bit 0 up. Upper bits: that of element i is bit i/32 of byte i mod 32. Digits to base 3 of a run
 * of w bytes: digit n of byte j is element n·w+j; the byte is the fraction 0.d₀d₁d₂… times 256,
 * rounded up. The scales of Q3_K: nibbles of 0–7 low, of 8–15 high in bytes 0–7; upper pair of
 * scale j in byte 8+(j mod 4) at bit 2·(j/4). The levels v of IQ4 are {@code -127, -104, -83, -65,
 * -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113}; w of MXFP4 {@code 0, 1, 2, 3, 4, 6, 8, 12}
 * and the same negative.
 *
 * <p>The 12 bytes of Q4_K: for sub-blocks 0–3, s is bits 0–5 of byte j and n is bits 0–5 of byte
 * 4+j; for 4–7, s is the low nibble of byte 4+j with bits 6–7 of byte j−4 above it, n the high
 * nibble of byte 4+j with bits 6–7 of byte j above it. Q6_K, for each half h of 128 elements and
 * quarter k of 32: the nibble is byte 64h+32(k mod 2)+i, low for k under 2, else high; the bit pair
 * is bits 2k of byte 32h+i.
 *
 * <p>Encoding: the scale of Q4_0 (Q5_0) is the first element of largest magnitude divided by −8
 * (−16); of Q4_1 (Q5_1) the range divided by 15 (31); of Q8_0 the largest magnitude divided by 127.
 * The quotient is computed with the reciprocal of the scale <em>before</em> the scale is rounded to
 * a half, and rounded half up (Q8_0: half away from zero). F16 and BF16 round to nearest even. The
 * K types and IQ4 search their scales ({@link dev.sundog.kernels.block.BlockArithmetic}): least
 * squares over some trials, with weights |x| (Q2_K), √mean(x²)+|x| (Q4_K, Q5_K) or x² (Q3_K, Q6_K,
 * IQ4); with importance w·√(σ²+x²), w alone for Q6_K, for all types but Q8_0. The order of every
 * sum of floats is that of the elements, so that the bytes are the reference's.
 *
 * <p><strong>Source:</strong> ggml's block structures and reference quantisers; GGUF specification.
 */
@NullMarked
package dev.sundog.kernels.block;

import org.jspecify.annotations.NullMarked;
