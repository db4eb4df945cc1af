//! Applies a function to many values on all cores. The results are in the order of the values.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub fn map<T: Sync, U: Send>(values: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    // Values take different times, so each thread takes the next value when it is done with one.
    let take = || {
        let places = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let places = places.take_while(|place| *place < values.len());
        places.map(|place| (place, work(&values[place]))).collect::<Vec<_>>()
    };
    let mut found = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(values.len())).map(|_| scope.spawn(take)).collect();
        let mut found = take();
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    });
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_values() {
        let values: Vec<u64> = (0..1000).rev().collect();
        let slower_first = |value: &u64| {
            thread::sleep(std::time::Duration::from_micros(value % 7));
            value * 2
        };
        let wanted: Vec<u64> = values.iter().map(|value| value * 2).collect();
        assert_eq!(map(&values, slower_first), wanted);
        assert!(map(&[] as &[u64], slower_first).is_empty());
    }
}
