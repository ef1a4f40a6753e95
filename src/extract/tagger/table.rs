//! The weights of the features: quantised, a row of labels each, found by hash.
//!
//! Features are filed by the upper 16 bits of their hash; inside such a drawer the next 16 bits tell
//! them apart. So a feature that has no weights is nearly always seen to have none without a look
//! at the rows, and a stranger passes for a feature about once in ten thousand times.

/// The number of drawers.
const DRAWERS: usize = 1 << 16;
/// The bytes of the place where a drawer begins.
const PLACE: usize = 4;
/// The bytes that tell features of a drawer apart.
const MARK: usize = 2;

/// The weights of the features, in the bytes of a model.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Table<'m> {
    places: &'m [u8],
    marks: &'m [u8],
    rows: &'m [u8],
    width: usize,
}

impl<'m> Table<'m> {
    /// Takes a table of rows of `width` weights from bytes that [`pack`] made; none where their
    /// lengths do not fit one another.
    pub(crate) fn new(bytes: &'m [u8], width: usize) -> Option<Self> {
        let (places, rest) = bytes.split_at_checked((DRAWERS + 1) * PLACE)?;
        let last = places.last_chunk::<PLACE>()?;
        let features = u32::from_le_bytes(*last) as usize;
        let (marks, rows) = rest.split_at_checked(features.checked_mul(MARK)?)?;
        (rows.len() == features.checked_mul(width)?).then_some(Self {
            places,
            marks,
            rows,
            width,
        })
    }

    /// Adds a feature's weights to `sums`.
    #[inline]
    pub(crate) fn add(&self, feature: u64, sums: &mut [i32]) {
        if let Some(row) = self.row(feature) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight.cast_signed());
            }
        }
    }

    /// All rows, each with the part of its feature's hash that it is filed by.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, &'m [u8])> {
        let (places, _) = self.places.as_chunks::<PLACE>();
        let ends = places
            .iter()
            .skip(1)
            .map(|place| u32::from_le_bytes(*place) as usize);
        let drawers = ends.scan(0, |start, end| Some(std::mem::replace(start, end)..end));
        let (marks, rows) = (self.marks, self.rows);
        let width = self.width.max(1);
        drawers.zip(0u64..).flat_map(move |(places, drawer)| {
            places.filter_map(move |at| {
                let mark = marks.get(at * MARK..(at + 1) * MARK)?;
                let mark = u64::from(u16::from_le_bytes(mark.try_into().ok()?));
                Some((
                    drawer << 48 | mark << 32,
                    rows.get(at * width..(at + 1) * width)?,
                ))
            })
        })
    }

    /// The weights of a feature, if it has any.
    #[inline]
    pub(crate) fn row(&self, feature: u64) -> Option<&'m [u8]> {
        let drawer = (feature >> 48) as usize;
        let wanted = mark_of(feature);
        let ends = self.places.get(drawer * PLACE..(drawer + 2) * PLACE)?;
        let ends = u64::from_le_bytes(ends.try_into().ok()?);
        let (start, end) = (ends as u32 as usize, (ends >> 32) as usize);
        let marks = self.marks.get(start * MARK..end * MARK)?;
        let (marks, _) = marks.as_chunks::<MARK>();
        let is_wanted = |mark: &[u8; MARK]| u16::from_le_bytes(*mark) == wanted;
        let at = start + marks.iter().position(is_wanted)?;
        self.rows.get(at * self.width..(at + 1) * self.width)
    }
}

fn mark_of(feature: u64) -> u16 {
    (feature >> 32) as u16
}

/// The table of these features with their rows, which must have the same width. Of features that
/// cannot be told apart the first one's row is kept.
pub(crate) fn pack(mut features: Vec<(u64, Vec<i8>)>) -> Vec<u8> {
    features.sort_by_key(|(feature, _)| feature >> 32);
    features.dedup_by_key(|(feature, _)| *feature >> 32);
    let mut bytes = Vec::new();
    let mut place = 0usize;
    for drawer in 0..=DRAWERS as u64 {
        while features
            .get(place)
            .is_some_and(|(feature, _)| feature >> 48 < drawer)
        {
            place += 1;
        }
        bytes.extend((place as u32).to_le_bytes());
    }
    bytes.extend(
        features
            .iter()
            .flat_map(|(feature, _)| mark_of(*feature).to_le_bytes()),
    );
    let rows = features.iter().flat_map(|(_, row)| row);
    bytes.extend(rows.map(|weight| weight.cast_unsigned()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_adds_its_own_weights_and_a_stranger_adds_none() {
        let features = [1u64 << 60, (1 << 60) + (7 << 32), 5 << 48, u64::MAX];
        let rows = features.iter().zip(1i8..).map(|(f, n)| (*f, vec![n, -n]));
        let bytes = pack(rows.collect());
        let table = Table::new(&bytes, 2).expect("what was packed fits");
        for (feature, n) in features.into_iter().zip(1..) {
            let mut sums = [10, 10];
            table.add(feature, &mut sums);
            assert_eq!(sums, [10 + n, 10 - n]);
        }
        let mut sums = [0, 0];
        table.add(9 << 48, &mut sums);
        assert_eq!(sums, [0, 0]);
    }

    #[test]
    fn bytes_that_do_not_fit_are_no_table() {
        let bytes = pack(vec![(3, vec![1, 2])]);
        assert!(Table::new(&bytes, 3).is_none());
        assert!(Table::new(bytes.get(1..).unwrap(), 2).is_none());
        assert!(Table::new(&[], 2).is_none());
    }

    #[test]
    fn places_out_of_order_are_looked_up_without_a_panic() {
        let mut bytes = pack(vec![(3, vec![1, 2]), (1 << 63, vec![1, 2])]);
        bytes[..4].fill(0xff);
        bytes[40_000..80_000].fill(0xee);
        let table = Table::new(&bytes, 2).expect("only the last place is looked at");
        for feature in (0..64).map(|bit| 1u64 << bit) {
            table.add(feature, &mut [0, 0]);
        }
    }
}
