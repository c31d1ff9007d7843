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
 * <tr><td>Q4_K</td><td>256</td><td>144</td><td>half d; half m; 12 bytes with eight 6-bit scales s
 * and eight 6-bit minima n; four groups of 32 bytes: low nibbles are sub-block 2g, high ones
 * 2g+1</td><td>d·s[i/32]·q[i]−m·n[i/32]</td></tr>
 * <tr><td>Q6_K</td><td>256</td><td>210</td><td>128 bytes of low nibbles; 64 bytes of upper bit
 * pairs; 16 signed bytes s; half d</td><td>d·s[i/16]·(q[i]−32)</td></tr>
 * </table>
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
 * a half, and rounded half up (Q8_0: half away from zero). F16 and BF16 round to nearest even. Q4_K
 * and Q6_K are only decoded.
 *
 * <p><strong>Source:</strong> ggml's block structures and reference quantisers; GGUF specification.
 */
@NullMarked
package dev.sundog.kernels.block;

import org.jspecify.annotations.NullMarked;
