#!/usr/bin/env bash
# All that must hold before a change lands: format, lints, docs, tests. Needs cargo alone.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all --check
cargo clippy --all-targets --locked -- --deny warnings
cargo clippy --lib --no-default-features --locked -- --deny warnings
cargo clippy --all-targets --all-features --locked -- --deny warnings
RUSTDOCFLAGS="--deny warnings" cargo doc --no-deps --all-features --locked
cargo test --locked
# Encoders behind features, with fixtures that the tests make: no model is fetched.
cargo test --all-features --locked --lib embed::
