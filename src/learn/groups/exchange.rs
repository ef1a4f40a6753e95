//! Exchange clustering of anything that has counted neighbours.

/// What is to be put into a group: how often what stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Neighbours by number, in order, and how often each is there.
    pub(super) beside: Vec<(u32, u32)>,
    total: u32,
}

impl Item {
    /// Adds a neighbour that was not there yet.
    pub(super) fn add(&mut self, beside: u32, times: u32) {
        self.beside.push((beside, times));
        self.total += times;
    }
}

/// The group of each item, numbered without a gap by its first item.
///
/// Items join the group that suits them best, in their order, each of the first `size` a group of
/// its own; then each may move, until none does or all were looked at `rounds` times.
pub(super) fn exchange(items: &[Item], size: u16, rounds: u32) -> Vec<u16> {
    let size = size.max(1);
    let mut state = State::new(items, size);
    let mut groups: Vec<Option<u16>> = vec![None; items.len()];
    for (item, group) in items.iter().zip(&mut groups).take(usize::from(size)) {
        let own = state.used;
        state.used += 1;
        state.put(item, own);
        *group = Some(own);
    }
    for _ in 0..rounds.max(1) {
        let mut moved = false;
        for (item, group) in items.iter().zip(&mut groups) {
            let best = state.best(item, *group);
            if *group == Some(best) {
                continue;
            }
            if let Some(old) = *group {
                state.take(item, old);
            }
            state.put(item, best);
            *group = Some(best);
            moved = true;
        }
        if !moved {
            break;
        }
    }
    renumbered(groups.into_iter().flatten(), size)
}

fn renumbered(groups: impl Iterator<Item = u16>, size: u16) -> Vec<u16> {
    let mut numbers = vec![None; usize::from(size)];
    let mut next = 0;
    groups
        .map(|group| {
            *numbers[usize::from(group)].get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// Who is where, as counts.
///
/// What is to be large is the sum of n ln n over the pairs of neighbour and group, less that of the
/// groups: up to what never changes, the information that groups and neighbours share.
struct State {
    used: u16,
    totals: Vec<u32>,
    /// The groups that each neighbour is beside, and how often.
    beside: Vec<Vec<(u16, u32)>>,
    gains: Vec<i64>,
    weights: Weights,
}

impl State {
    fn new(items: &[Item], size: u16) -> Self {
        let neighbours = items.iter().flat_map(|item| &item.beside);
        let most = neighbours.map(|(beside, _)| *beside as usize + 1).max();
        Self {
            used: 0,
            totals: vec![0; usize::from(size)],
            beside: vec![Vec::new(); most.unwrap_or(0)],
            gains: Vec::new(),
            weights: Weights::new(),
        }
    }

    fn put(&mut self, item: &Item, group: u16) {
        self.totals[usize::from(group)] += item.total;
        for &(beside, times) in &item.beside {
            let groups = &mut self.beside[beside as usize];
            match groups.iter_mut().find(|(other, _)| *other == group) {
                Some((_, count)) => *count += times,
                None => groups.push((group, times)),
            }
        }
    }

    fn take(&mut self, item: &Item, group: u16) {
        self.totals[usize::from(group)] -= item.total;
        for &(beside, times) in &item.beside {
            let groups = &mut self.beside[beside as usize];
            let Some(at) = groups.iter().position(|(other, _)| *other == group) else {
                continue;
            };
            groups[at].1 -= times;
            if groups[at].1 == 0 {
                groups.swap_remove(at);
            }
        }
    }

    /// The group in which the item does most for the sum; its own where several do.
    fn best(&mut self, item: &Item, own: Option<u16>) -> u16 {
        self.gains.clear();
        for (group, &total) in self.totals.iter().take(usize::from(self.used)).enumerate() {
            let others = if own == Some(group as u16) {
                total - item.total
            } else {
                total
            };
            let more = self.weights.of(others + item.total) - self.weights.of(others);
            self.gains.push(-more);
        }
        for &(beside, times) in &item.beside {
            let alone = self.weights.of(times);
            for &(group, count) in &self.beside[beside as usize] {
                let others = if own == Some(group) {
                    count - times
                } else {
                    count
                };
                if others > 0 {
                    let both = self.weights.of(others + times);
                    self.gains[usize::from(group)] += both - self.weights.of(others) - alone;
                }
            }
        }
        let mut best = own.unwrap_or(0);
        for (group, &gain) in self.gains.iter().enumerate() {
            if gain > self.gains[usize::from(best)] {
                best = group as u16;
            }
        }
        best
    }
}

/// n ln n, in whole numbers, so that sums do not depend on their order.
struct Weights(Vec<i64>);

impl Weights {
    const SIZE: u32 = 1 << 14;

    fn new() -> Self {
        Self((0..Self::SIZE).map(Self::reckon).collect())
    }

    fn of(&self, n: u32) -> i64 {
        let known = self.0.get(n as usize).copied();
        known.unwrap_or_else(|| Self::reckon(n))
    }

    fn reckon(n: u32) -> i64 {
        if n == 0 {
            return 0;
        }
        let n = f64::from(n);
        (n * n.ln() * f64::from(1 << 16)).round() as i64
    }
}
