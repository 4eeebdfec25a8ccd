//! Nanoseconds a text, natively: `native <kind> <rounds>` reads texts ended by the byte 255 and prints JSON.

use std::io::Read as _;
use std::time::Instant;
use thuan_fields_bench::{judge, split};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = || {
        arguments
            .next()
            .and_then(|text| text.parse().ok())
            .expect("native <kind> <rounds>")
    };
    let (kind, rounds): (u32, u32) = (number(), number());
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .expect("standard input is readable");
    let texts: Vec<&str> = split(&bytes).collect();
    let mut best = f64::INFINITY;
    let mut valid = 0;
    for _ in 0..7 {
        let start = Instant::now();
        for _ in 0..rounds {
            valid = texts
                .iter()
                .filter(|text| judge(kind, std::hint::black_box(text)))
                .count();
        }
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(rounds) / texts.len() as f64);
    }
    println!("{{\"ns\":{best},\"valid\":{valid}}}");
}
