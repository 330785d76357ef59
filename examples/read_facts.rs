//! Prints the facts of sentences: `cargo run --example read_facts -- pt < sentences.txt`

use std::io::BufRead;

fn main() {
    let tag = std::env::args().nth(1).unwrap_or_else(|| "en".to_owned());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        println!("{line}");
        for fact in newsalign::facts::read(&line, &tag) {
            let weak = if fact.weak { " (weak)" } else { "" };
            println!("    {} | {} | {}{weak}", fact.value.kind(), fact.span.of(&line), fact.value);
        }
    }
}
