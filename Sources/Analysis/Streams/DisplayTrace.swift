internal import RunModel

/// What displays of one speed, which begin with different delays, make of one stream. Whole nanoseconds,
/// so that sums over streams do not depend on their order.
struct DisplayTrace: Sendable {
    static let delays: [Duration] = [
        .zero, .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
        .seconds(2),
    ]
    /// What is felt as instantaneous (Nielsen, "Usability Engineering", 1993, section 5.5).
    static let visibleStall = Duration.milliseconds(100)

    struct Course: Sendable {
        /// By which stalls so far have put off all that follows.
        var shift: Int64 = 0
        var eventsInTime = 0
        var stalls = 0
        var stalled: Int64 = 0
        var longestStall: Int64 = 0
    }

    /// In the order of `delays`.
    private(set) var courses = [Course](repeating: Course(), count: delays.count)
    private static let delayNanoseconds = delays.map(\.nanoseconds)
    private static let visibleNanoseconds = visibleStall.nanoseconds

    /// Takes the next event: `came` and `due` are nanoseconds after the first one, `due` for a display
    /// without delay that never waited.
    mutating func add(came: Int64, due: Int64) {
        for index in courses.indices {
            let late = came - due - Self.delayNanoseconds[index] - courses[index].shift
            guard late > 0 else {
                courses[index].eventsInTime += 1
                continue
            }
            courses[index].shift += late
            guard late >= Self.visibleNanoseconds else { continue }
            courses[index].stalls += 1
            courses[index].stalled += late
            courses[index].longestStall = max(courses[index].longestStall, late)
        }
    }
}

/// The sums over streams.
struct DisplayTotals: Sendable {
    private(set) var streams = 0
    private(set) var events = 0
    private(set) var courses = [DisplayTrace.Course](
        repeating: DisplayTrace.Course(), count: DisplayTrace.delays.count)

    mutating func add(_ trace: DisplayTrace, events count: Int) {
        streams += 1
        events += count
        for (index, course) in trace.courses.enumerated() {
            courses[index].eventsInTime += course.eventsInTime
            courses[index].stalls += course.stalls
            courses[index].stalled += course.stalled
            courses[index].longestStall = max(courses[index].longestStall, course.longestStall)
        }
    }
}

extension DisplayFlow {
    /// Nil where no stream has all its chunk rows.
    init?(_ totals: DisplayTotals, tokensPerSecond: Double) {
        guard totals.streams > 0, totals.events > 0 else { return nil }
        self.tokensPerSecond = tokensPerSecond
        streams = totals.streams
        visibleStallMilliseconds = DisplayTrace.visibleStall.milliseconds
        let count = Double(totals.streams)
        delays = zip(DisplayTrace.delays, totals.courses).map { delay, course in
            Delay(
                delayMilliseconds: delay.milliseconds,
                fluidity: Double(course.eventsInTime) / Double(totals.events),
                stallsPerStream: Double(course.stalls) / count,
                stalledMillisecondsPerStream: Double(course.stalled) / 1e6 / count,
                longestStallMilliseconds: Double(course.longestStall) / 1e6)
        }
    }
}
