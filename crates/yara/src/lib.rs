//! YARA rules over bytes: one leaf crate around `boreal`.
//!
//! What it is: source texts → [`Scanner`], bytes → names of the rules that match.
//! What it is not: it opens no files, and an `include` in a source is not followed.
//!
//! Invariants: a source that does not compile is told with its reason and leaves the others alone;
//! a scan ends within [`Limits::time`].

use std::time::Duration;

use boreal::Compiler;
use boreal::scanner::ScanParams;

#[cfg(test)]
mod tests;

/// What one scan may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub time: Duration,
    /// Matches of one string that are counted.
    pub matches: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(2), matches: 1000 }
    }
}

/// A source that did not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Place among the sources handed in.
    pub source: usize,
    /// What the compiler says, with the place in the source.
    pub reason: String,
}

/// Compiled rules.
pub struct Scanner {
    scanner: boreal::Scanner,
    rules: usize,
}

/// External variables that public rule sets use, empty: a probe does not know a path on disk.
const EXTERNALS: [&str; 5] = ["filename", "filepath", "extension", "filetype", "owner"];

impl Scanner {
    /// Compiles sources, each in a namespace of its own.
    pub fn compile<'s>(
        sources: impl IntoIterator<Item = &'s str>,
        limits: Limits,
    ) -> (Self, Vec<Failure>) {
        let mut failures = Vec::new();
        let mut compiler = Compiler::new();
        compiler.set_include_callback(|_, _, _| {
            Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "include is not followed"))
        });
        for name in EXTERNALS {
            compiler.define_symbol(name, "");
        }
        for (source, text) in sources.into_iter().enumerate() {
            if let Err(error) = compiler.add_rules_str_in_namespace(text, source.to_string()) {
                failures.push(Failure { source, reason: error.to_string() });
            }
        }
        let mut scanner = compiler.finalize();
        scanner.set_scan_params(
            ScanParams::default()
                .timeout_duration(Some(limits.time))
                .string_max_nb_matches(limits.matches),
        );
        let rules = scanner.rules().count();
        (Self { scanner, rules }, failures)
    }

    /// Rules that compiled.
    pub fn len(&self) -> usize {
        self.rules
    }

    pub fn is_empty(&self) -> bool {
        self.rules == 0
    }

    /// Names of the rules that match, each once, in the order of the sources. After a time-out
    /// those that had matched until then.
    pub fn scan(&self, bytes: &[u8]) -> Vec<String> {
        let result = match self.scanner.scan_mem(bytes) {
            Ok(result) | Err((_, result)) => result,
        };
        let mut names: Vec<String> = Vec::new();
        for rule in &result.rules {
            if !names.iter().any(|name| name == rule.name) {
                names.push(rule.name.to_owned());
            }
        }
        names
    }
}
