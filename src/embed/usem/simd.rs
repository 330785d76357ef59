//! Products of whole numbers with the wide registers of x86-64: the one place in newsalign with `unsafe` code.
//!
//! What a processor can do is asked once, and the answer is kept as a value that nothing else can make: who holds an [`Avx2`] or
//! [`Avx512`] may run its code. All other `unsafe` here is loads from and stores to arrays of the size of a register.
//! The sums are exact, and they are scaled and added up in the order of the portable kernel, so that every processor has the same result.

#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::matrix::{Block, DEPTH, Kernel, Panel, Sums};

/// Says that the processor has AVX2.
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx2(());

/// Says that the processor has AVX-512 with the instructions for products of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx512(());

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Avx2(()))
    }
}

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let all = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vnni");
        all.then_some(Avx512(()))
    }
}

impl Kernel<i16, 2, 6, 16> for Avx2 {
    #[inline(always)]
    fn add(self, blocks: [Block<'_, i16>; 6], panel: Panel<'_, i16, 2, 16>, sums: Sums<'_, 6, 16>) {
        // SAFETY: an `Avx2` is made by `detect` alone, which saw that the processor has the feature.
        unsafe { avx2(blocks, panel, sums) }
    }
}

impl Kernel<u8, 4, 8, 32> for Avx512 {
    #[inline(always)]
    fn add(self, blocks: [Block<'_, u8>; 8], panel: Panel<'_, u8, 4, 32>, sums: Sums<'_, 8, 32>) {
        // SAFETY: an `Avx512` is made by `detect` alone, which saw that the processor has the features.
        unsafe { avx512(blocks, panel, sums) }
    }
}

#[target_feature(enable = "avx2")]
fn avx2(blocks: [Block<'_, i16>; 6], panel: Panel<'_, i16, 2, 16>, sums: Sums<'_, 6, 16>) {
    let mut wide = [[_mm256_setzero_si256(); 2]; 6];
    let none = [[0; 2]; DEPTH / 2];
    let pairs = blocks.map(|block| block.numbers.as_chunks().0.first_chunk().unwrap_or(&none));
    let Some(weights) = panel.weights.first_chunk::<{ DEPTH / 2 }>() else { return };
    // All arrays are as long as the loop: no check of a bound is left in it.
    for (number, weights) in weights.iter().enumerate() {
        let (weights, _) = weights.as_chunks::<8>();
        let [low, high] = [weights.first(), weights.last()].map(|half| half.copied().unwrap_or_default());
        // SAFETY: both are arrays of 32 bytes; the load asks for no alignment.
        let (low, high) =
            unsafe { (_mm256_loadu_si256((&raw const low).cast()), _mm256_loadu_si256((&raw const high).cast())) };
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
            // SAFETY: `sums` is an array of 32 bytes; loads and stores ask for no alignment.
            unsafe {
                let before = _mm256_loadu_ps((&raw const *sums).cast());
                let sum = _mm256_add_ps(before, _mm256_mul_ps(_mm256_cvtepi32_ps(wide), step));
                _mm256_storeu_ps((&raw mut *sums).cast(), sum);
            }
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn avx512(blocks: [Block<'_, u8>; 8], panel: Panel<'_, u8, 4, 32>, sums: Sums<'_, 8, 32>) {
    let (corrections, _) = panel.corrections.as_chunks::<16>();
    // SAFETY: both are arrays of 64 bytes; the load asks for no alignment.
    let corrections = [corrections.first(), corrections.last()].map(|half| {
        let half = half.copied().unwrap_or_default();
        unsafe { _mm512_loadu_si512((&raw const half).cast()) }
    });
    let mut wide = [corrections; 8];
    let none = [[0; 4]; DEPTH / 4];
    let fours = blocks.map(|block| block.numbers.as_chunks().0.first_chunk().unwrap_or(&none));
    let Some(weights) = panel.weights.first_chunk::<{ DEPTH / 4 }>() else { return };
    // All arrays are as long as the loop: no check of a bound is left in it.
    for (number, weights) in weights.iter().enumerate() {
        let (weights, _) = weights.as_chunks::<16>();
        let [low, high] = [weights.first(), weights.last()].map(|half| half.copied().unwrap_or_default());
        // SAFETY: both are arrays of 64 bytes; the load asks for no alignment.
        let (low, high) =
            unsafe { (_mm512_loadu_si512((&raw const low).cast()), _mm512_loadu_si512((&raw const high).cast())) };
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
            // SAFETY: `sums` is an array of 64 bytes; loads and stores ask for no alignment.
            unsafe {
                let before = _mm512_loadu_ps((&raw const *sums).cast());
                let sum = _mm512_add_ps(before, _mm512_mul_ps(_mm512_cvtepi32_ps(wide), step));
                _mm512_storeu_ps((&raw mut *sums).cast(), sum);
            }
        }
    }
}
