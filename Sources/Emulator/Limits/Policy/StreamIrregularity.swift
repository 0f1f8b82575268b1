internal import RunModel

/// How a limiter of streams departs from a plain number that refuses at once: what real ones do, and what is
/// easily taken for another number. All of it is off unless set.
package struct StreamIrregularity: Equatable, Sendable {
    /// How late a stream beyond the limit is told so.
    package enum RefusalDelay: Equatable, Sendable {
        case after(Duration)
        /// It gets no answer at all.
        case never
    }

    package var refusalDelay = RefusalDelay.after(.zero)
    /// Streams beyond the limit are let in, and ended by the server so long after; nil: they are refused.
    package var killAfter: Duration?
    /// Servers with the limit each, one of which is drawn for each stream.
    package var fleet = 1
    /// The largest sum of `max_tokens` of the streams under way.
    package var tokensInFlight: Int?
    /// A stream is counted so long after it was let in: until then others do not see it.
    package var countLag = Duration.zero
    /// Streams that may begin within `startSpan`.
    package var starts: Int?
    package var startSpan = Duration.seconds(1)
    /// The limit from `laterAfter` on, counted from the server's start.
    package var laterLimit: Int?
    package var laterAfter = Duration.zero

    package init() {}
}
