//! What Linux says about processes: processor time, memory, and the cores they may use.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::Result;

/// Which cores the programs may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cores {
    /// The backend has the first for itself; a server of a database and what sends share the second.
    OneEach,
    /// As the system gives them out.
    Shared,
}

/// The cores that this program was given, as `taskset` takes them.
#[derive(Debug)]
pub struct Given {
    /// The core of the backend, and of whatever is measured alone.
    pub first: String,
    /// The core of everything else; where there is only one, the same.
    pub second: String,
    /// All of them.
    pub all: String,
}

/// The cores that this program was given when it started: call this before [`pin`].
pub fn given() -> Result<&'static Given> {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    if let Some(given) = GIVEN.get() {
        return Ok(given);
    }
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let all = line.ok_or("no Cpus_allowed_list")?.trim().to_owned();
    // Such as 0-1 or 0,2-5: the first two numbers are both cores.
    let mut numbers = all.split([',', '-']).map(str::to_owned);
    let first = numbers.next().unwrap_or_default();
    let second = numbers.next().unwrap_or_else(|| first.clone());
    Ok(GIVEN.get_or_init(|| Given { first, second, all }))
}

/// Has a process, with all its threads, run on these cores from now on.
pub fn pin(process: u32, cores: &str) -> Result<()> {
    let pinned = Command::new("taskset")
        .args(["--all-tasks", "--cpu-list", "--pid", cores])
        .arg(process.to_string())
        .stdout(Stdio::null())
        .status()?;
    if pinned.success() {
        Ok(())
    } else {
        Err(format!("process {process} cannot be held on core {cores}").into())
    }
}

/// Ticks a second, in which Linux tells processor time to programs whatever its own clock is.
const TICKS: f64 = 100.0;

/// The seconds that a process has computed, with those of its children that have ended.
pub fn seconds(process: u32) -> Result<f64> {
    let fields = fields(process)?;
    // utime, stime, cutime, cstime: proc_pid_stat(5), fields 14 to 17, counted from the state, which is field 3.
    let ticks = fields.iter().skip(11).take(4);
    let ticks = ticks.map(|field| field.parse::<f64>().unwrap_or_default());
    Ok(ticks.sum::<f64>() / TICKS)
}

/// The seconds that all cores together have computed, for whomever.
pub fn all_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().ok_or("no line of all cores")?;
    let ticks = line.split_whitespace().skip(1).enumerate();
    // user, nice, system, idle, iowait, irq, softirq, steal: proc_stat(5). What follows is in the first two.
    let busy = ticks.filter(|(place, _)| !matches!(place, 3 | 4) && *place < 8);
    let busy = busy.map(|(_, field)| field.parse::<f64>().unwrap_or_default());
    Ok(busy.sum::<f64>() / TICKS)
}

/// The parent of a process.
pub fn parent(process: u32) -> Result<u32> {
    let fields = fields(process)?;
    Ok(fields.get(1).ok_or("no parent")?.parse()?)
}

/// The processes that this one has started and that have not ended.
pub fn children(process: u32) -> Result<Vec<u32>> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(Ok(child)) = name.to_str().map(str::parse::<u32>) else {
            continue;
        };
        // It may have ended meanwhile.
        if parent(child).is_ok_and(|parent| parent == process) {
            children.push(child);
        }
    }
    Ok(children)
}

/// What follows the name, which may have spaces and parentheses in it.
fn fields(process: u32) -> Result<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, rest) = stat.rsplit_once(')').ok_or("a line without a name")?;
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}

/// What a process holds in memory (`VmRSS`), in KiB.
pub fn resident(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS")?.parse()?)
}
