//! Limits of the operating system on this process (Linux).

/// How many files the process may have open at once; `None` when the system does not say.
pub(crate) fn open_files() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
