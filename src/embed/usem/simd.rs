//! Products of whole numbers with the wide registers of x86-64.
//!
//! What a processor can do is asked once, and the answer is a value that nothing else makes: who holds an [`Avx2`] or an [`Avx512`] of
//! `fearless_simd` may run the instructions, and that crate has the one `unsafe` call that this takes.
//! The sums are exact, and they are scaled and added up in the order of the portable kernel, so that every processor has the same result.

use std::arch::x86_64::*;

use fearless_simd::{Avx2, Avx512, SimdFrom, f32x8, f32x16, i8x64, i16x16, i32x16, kernel};

use super::matrix::{Block, DEPTH, Kernel, Panel, Sums};

type Pairs<'a> = [Block<'a, i16>; 6];
type PairPanel<'a> = Panel<'a, i16, 2, 16>;
type Fours<'a> = [Block<'a, u8>; 8];
type FourPanel<'a> = Panel<'a, u8, 4, 32>;

impl Kernel<i16, 2, 6, 16> for Avx2 {
    #[inline(always)]
    fn add(self, blocks: Pairs<'_>, panel: PairPanel<'_>, sums: Sums<'_, 6, 16>) {
        enter_avx2(self, blocks, panel, sums);
    }
}

impl Kernel<u8, 4, 8, 32> for Avx512 {
    #[inline(always)]
    fn add(self, blocks: Fours<'_>, panel: FourPanel<'_>, sums: Sums<'_, 8, 32>) {
        enter_avx512(self, blocks, panel, sums);
    }
}

kernel! {
    fn enter_avx2(token: Avx2, blocks: Pairs<'_>, panel: PairPanel<'_>, sums: Sums<'_, 6, 16>) {
        avx2(token, blocks, panel, sums)
    }
}

kernel! {
    fn enter_avx512(token: Avx512, blocks: Fours<'_>, panel: FourPanel<'_>, sums: Sums<'_, 8, 32>) {
        avx512(token, blocks, panel, sums)
    }
}

#[target_feature(enable = "avx2")]
fn avx2(token: Avx2, blocks: Pairs<'_>, panel: PairPanel<'_>, sums: Sums<'_, 6, 16>) {
    let mut wide = [[_mm256_setzero_si256(); 2]; 6];
    let none = [[0; 2]; DEPTH / 2];
    let pairs = blocks.map(|block| block.numbers.as_chunks().0.first_chunk().unwrap_or(&none));
    let Some(weights) = panel.weights.first_chunk::<{ DEPTH / 2 }>() else { return };
    // All arrays are as long as the loop: no check of a bound is left in it.
    for (number, weights) in weights.iter().enumerate() {
        let (weights, _) = weights.as_flattened().as_chunks::<16>();
        let [low, high] = [weights.first(), weights.last()]
            .map(|half| __m256i::from(i16x16::simd_from(token, half.copied().unwrap_or_default())));
        for ([first, second], pairs) in wide.iter_mut().zip(pairs) {
            let [a, b] = pairs.get(number).copied().unwrap_or_default();
            let pair = _mm256_set1_epi32(i32::from(a as u16) | i32::from(b) << 16);
            *first = _mm256_add_epi32(*first, _mm256_madd_epi16(pair, low));
            *second = _mm256_add_epi32(*second, _mm256_madd_epi16(pair, high));
        }
    }
    for ((sums, wide), block) in sums.into_iter().zip(wide).zip(blocks) {
        let Some(sums) = sums else { continue };
        let step = _mm256_set1_ps(block.step);
        for (sums, wide) in sums.as_chunks_mut::<8>().0.iter_mut().zip(wide) {
            let before = f32x8::simd_from(token, *sums).into();
            let sum = _mm256_add_ps(before, _mm256_mul_ps(_mm256_cvtepi32_ps(wide), step));
            *sums = f32x8::simd_from(token, sum).into();
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn avx512(token: Avx512, blocks: Fours<'_>, panel: FourPanel<'_>, sums: Sums<'_, 8, 32>) {
    let (corrections, _) = panel.corrections.as_chunks::<16>();
    let corrections = [corrections.first(), corrections.last()]
        .map(|half| __m512i::from(i32x16::simd_from(token, half.copied().unwrap_or_default())));
    let mut wide = [corrections; 8];
    let none = [[0; 4]; DEPTH / 4];
    let fours = blocks.map(|block| block.numbers.as_chunks().0.first_chunk().unwrap_or(&none));
    let Some(weights) = panel.weights.first_chunk::<{ DEPTH / 4 }>() else { return };
    // All arrays are as long as the loop: no check of a bound is left in it.
    for (number, weights) in weights.iter().enumerate() {
        let (weights, _) = weights.as_flattened().as_chunks::<64>();
        let [low, high] = [weights.first(), weights.last()]
            .map(|half| __m512i::from(i8x64::simd_from(token, half.copied().unwrap_or([0; 64]))));
        for ([first, second], fours) in wide.iter_mut().zip(fours) {
            let four = _mm512_set1_epi32(i32::from_le_bytes(fours.get(number).copied().unwrap_or_default()));
            *first = _mm512_dpbusd_epi32(*first, four, low);
            *second = _mm512_dpbusd_epi32(*second, four, high);
        }
    }
    for ((sums, wide), block) in sums.into_iter().zip(wide).zip(blocks) {
        let Some(sums) = sums else { continue };
        let step = _mm512_set1_ps(block.step);
        for (sums, wide) in sums.as_chunks_mut::<16>().0.iter_mut().zip(wide) {
            let before = f32x16::simd_from(token, *sums).into();
            let sum = _mm512_add_ps(before, _mm512_mul_ps(_mm512_cvtepi32_ps(wide), step));
            *sums = f32x16::simd_from(token, sum).into();
        }
    }
}
