internal import Reactor

/// Counts the holes in an answer's bytes, by the reads of what had waited behind them.
///
/// What waited behind one hole may come in several reads, one after the other.
struct HoleCount {
    private(set) var count = 0
    private var isInside = false

    mutating func note(_ arrival: Arrival) {
        if arrival.isHeldBack, !isInside { count += 1 }
        isInside = arrival.isHeldBack
    }
}
