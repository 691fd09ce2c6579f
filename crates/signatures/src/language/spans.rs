//! Sets of numbers as sorted ranges that do not touch: addresses and ports with their exceptions.

/// Ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spans(Vec<(u128, u128)>);

impl Spans {
    pub(super) fn one(low: u128, high: u128) -> Self {
        if low > high { Self::default() } else { Self(vec![(low, high)]) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u128, u128)> + '_ {
        self.0.iter().copied()
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        let mut all: Vec<_> = self.iter().chain(other.iter()).collect();
        all.sort_unstable();
        let mut out: Vec<(u128, u128)> = Vec::with_capacity(all.len());
        for (low, high) in all {
            match out.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => out.push((low, high)),
            }
        }
        Self(out)
    }

    /// What of 0 to `most` is not in it.
    pub(super) fn without(&self, most: u128) -> Self {
        let (mut out, mut next) = (Vec::new(), Some(0));
        for (low, high) in self.iter() {
            let Some(from) = next.filter(|from| *from <= most) else { break };
            if low > from {
                out.push((from, (low - 1).min(most)));
            }
            next = high.checked_add(1);
        }
        if let Some(from) = next.filter(|from| *from <= most) {
            out.push((from, most));
        }
        Self(out)
    }

    /// What is in it but not in the other.
    pub(super) fn minus(&self, other: &Self) -> Self {
        // a \ b = not (not a or b)
        self.without(u128::MAX).with(other).without(u128::MAX)
    }
}
