//! What was measured, as tables of Markdown.

use std::fs;
use std::time::Duration;

use super::Result;
use super::bare::{Inserts, Signatures};
use super::process::Cores;

/// Registrations that were sent in a closed loop.
#[derive(Debug)]
pub struct Load {
    pub connections: usize,
    pub registrations: usize,
    pub seconds: f64,
    /// Each registration's, the shortest first.
    pub latencies: Vec<Duration>,
    /// How many the backend wrote for them.
    pub transactions: f64,
    /// Seconds that were computed: by the backend,
    pub backend: f64,
    /// by a server of its database,
    pub database: f64,
    /// by what sent and read the answers,
    pub sender: f64,
    /// and by everything else on the machine.
    pub others: f64,
}

/// What a backend held in memory: after so many registrations, in KiB.
#[derive(Debug, Default)]
pub struct Memory {
    points: Vec<(f64, f64)>,
    seconds: f64,
}

impl Memory {
    pub fn note(&mut self, registrations: usize, resident: u64, seconds: f64) {
        self.points.push((registrations as f64, resident as f64));
        self.seconds += seconds;
    }

    /// How much it grows by a registration, in bytes: the line with the least squares through all points but the first,
    /// until which pools and caches fill.
    fn slope(&self) -> f64 {
        let points = self.points.get(1..).unwrap_or_default();
        let count = points.len() as f64;
        let mean = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>() / count;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let both: f64 = points
            .iter()
            .map(|point| (point.0 - x) * (point.1 - y))
            .sum();
        let square: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
        if square > 0.0 {
            both / square * 1024.0
        } else {
            0.0
        }
    }
}

/// What it was measured on.
pub fn machine() -> Result<()> {
    let text = fs::read_to_string("/proc/cpuinfo")?;
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("a processor without a name", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism()?;
    println!(
        "{cores} cores of {model}, thuan {}\n",
        env!("CARGO_PKG_VERSION")
    );
    Ok(())
}

pub fn signatures(rates: Signatures) {
    println!("| one core alone | a CPU second |\n|---|---:|");
    println!(
        "| verifies an ES256 signature (ring) | {:.0} |",
        rates.verify
    );
    println!(
        "| judges a posted body: JSON, canonical form, signature, hashes | {:.0} |",
        rates.judge
    );
}

pub fn heading(database: &str) {
    println!("\n{database}\n");
}

pub fn inserts(rates: Inserts) {
    println!("| bare inserts, from bytes that are ready | a second |\n|---|---:|");
    println!("| a transaction each | {:.0} |", rates.single);
    println!("| 256 in a transaction | {:.0} |\n", rates.together);
}

pub fn loads() {
    println!(
        "| cores | connections | registrations/s | ÷ a transaction each | ÷ 256 in one | p50 | p99 | records a transaction | a CPU second of the backend | ÷ ES256 | CPU: backend | database | sender | others |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
}

pub fn load(cores: Cores, load: &Load, alone: Signatures, inserts: Inserts) {
    let cores = match cores {
        Cores::OneEach => "one for the backend",
        Cores::Shared => "all for all",
    };
    let count = load.registrations as f64;
    let (rate, computed) = (count / load.seconds, count / load.backend);
    let part = |seconds: f64| 100.0 * seconds / load.seconds;
    println!(
        "| {cores} | {} | {rate:.0} | {:.2} | {:.2} | {:.1} ms | {:.1} ms | {:.1} | {computed:.0} | {:.2} | {:.0} % | {:.0} % | {:.0} % | {:.0} % |",
        load.connections,
        rate / inserts.single,
        rate / inserts.together,
        quantile(&load.latencies, 0.50),
        quantile(&load.latencies, 0.99),
        count / load.transactions,
        computed / alone.verify,
        part(load.backend),
        part(load.database),
        part(load.sender),
        part(load.others),
    );
}

/// In milliseconds.
fn quantile(sorted: &[Duration], part: f64) -> f64 {
    let index = (sorted.len() as f64 * part) as usize;
    let at = sorted.get(index).or(sorted.last()).copied();
    at.unwrap_or_default().as_secs_f64() * 1000.0
}

pub fn memory(memory: &Memory, connections: usize, size: u64) {
    println!("\n| registrations | memory of the backend (VmRSS) |\n|---:|---:|");
    for (registrations, resident) in &memory.points {
        println!("| {registrations:.0} | {:.1} MiB |", resident / 1024.0);
    }
    println!(
        "\n{connections} connections, {:.0} s under load; slope from the second row on: {:.1} bytes a registration; the database: {:.0} MiB\n",
        memory.seconds,
        memory.slope(),
        size as f64 / 1024.0 / 1024.0,
    );
}
