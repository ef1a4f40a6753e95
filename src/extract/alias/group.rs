//! Disjoint groups of mentions (union–find with path halving; the earliest member stands for its group).

/// Disjoint groups of mentions, each known by its first.
pub(super) struct Groups {
    first: Vec<usize>,
}

impl Groups {
    /// As many mentions, each alone.
    pub(super) fn new(count: usize) -> Self {
        Self {
            first: (0..count).collect(),
        }
    }

    /// The first mention of the group that `at` belongs to.
    pub(super) fn of(&mut self, mut at: usize) -> usize {
        while let Some(&up) = self.first.get(at) {
            if up == at {
                break;
            }
            let above = self.first.get(up).copied().unwrap_or(up);
            if let Some(here) = self.first.get_mut(at) {
                *here = above;
            }
            at = up;
        }
        at
    }

    /// Makes one group of two.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(later) = self.first.get_mut(one.max(other)) {
            *later = one.min(other);
        }
    }
}
