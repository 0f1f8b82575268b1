internal import RunModel

/// Divides a worker's processor time between the modes: a turn of its loop that served requests of one mode
/// only is that mode's; what served both or neither is shared.
///
/// Nanoseconds of the thread's processor time; about 0.3 us a turn, so it is kept only where both modes run.
struct ModeAccount {
    private(set) var streaming: Int64 = 0
    private(set) var nonStreaming: Int64 = 0
    private(set) var shared: Int64 = 0
    private var hasStreamed = false
    private var hasAnsweredWhole = false
    private var last: Int64

    /// `processorTime` is the thread's at the start.
    init(processorTime: Int64) {
        last = processorTime
    }

    /// A request of this mode was started, or something of its answer came.
    mutating func serve(_ mode: ResponseMode) {
        switch mode {
        case .streaming: hasStreamed = true
        case .nonStreaming: hasAnsweredWhole = true
        }
    }

    mutating func endTurn(processorTime: Int64) {
        let spent = processorTime - last
        last = processorTime
        switch (hasStreamed, hasAnsweredWhole) {
        case (true, false): streaming += spent
        case (false, true): nonStreaming += spent
        default: shared += spent
        }
        hasStreamed = false
        hasAnsweredWhole = false
    }
}
