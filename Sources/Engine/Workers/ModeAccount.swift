internal import RunModel

/// Divides a worker's processor time between the modes: what passes from the first event of a mode to the
/// first of the other, or to the end of the loop's turn, is that mode's. A turn that serves no request is
/// shared.
///
/// Nanoseconds of the thread's processor time. The clock takes about 0.3 us and is read once a turn and at
/// each change of mode, so the account is kept only where both modes run.
struct ModeAccount {
    private(set) var streaming: Int64 = 0
    private(set) var nonStreaming: Int64 = 0
    private(set) var shared: Int64 = 0
    /// Whose time it is now; nil before a turn's first event.
    private var served: ResponseMode?
    private var last: Int64

    /// `processorTime` is the thread's at the start.
    init(processorTime: Int64) {
        last = processorTime
    }

    /// A request of this mode was started, or something of its answer came. `processorTime` is asked for only
    /// where the mode changes.
    mutating func serve(_ mode: ResponseMode, processorTime: @autoclosure () -> Int64) {
        guard served != mode else { return }
        if served != nil { attribute(until: processorTime()) }
        served = mode
    }

    mutating func endTurn(processorTime: Int64) {
        attribute(until: processorTime)
        served = nil
    }

    private mutating func attribute(until now: Int64) {
        switch served {
        case .streaming: streaming += now - last
        case .nonStreaming: nonStreaming += now - last
        case nil: shared += now - last
        }
        last = now
    }
}
