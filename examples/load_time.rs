//! Prints how long the data of each language takes to load, in milliseconds: `cargo run --release --example load_time`
//!
//! First the parsing of the data file, then the first sentence, which builds the lexicon of the language.

use std::time::Instant;

fn main() {
    // What all languages share is loaded once and counted apart.
    let start = Instant::now();
    let _ = newsalign::lang::common();
    println!("common\t{:.2}", start.elapsed().as_secs_f64() * 1e3);
    println!("tag\tparse\tlexicon\tsecond sentence");
    for tag in newsalign::lang::tags() {
        let [parse, first, second] = [0, 1, 2].map(|step| {
            let start = Instant::now();
            if step == 0 {
                let _ = newsalign::lang::lang(tag);
            } else {
                let _ = newsalign::facts::read("12 km, 5 %.", tag);
            }
            start.elapsed().as_secs_f64() * 1e3
        });
        println!("{tag}\t{parse:.2}\t{first:.2}\t{second:.3}");
    }
}
