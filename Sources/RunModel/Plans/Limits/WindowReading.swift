/// What a judge reads of the answers that have come so far.
package struct WindowReading: Sendable, Equatable {
    /// A limit that holds in a shorter span than the stated window, or, as the time in which it earns one request, a
    /// bucket that holds less than the stated number. Absent where the answers tell none.
    package var span: LimitsPlan.Span?
    /// Whether one way of counting is left, with one number.
    package var isSettled = false
    /// Whether it is the number of the span alone that all answers follow.
    package var isOfSpan = false
    /// Whether all that explains the answers is less than the stated number.
    package var isLower = false

    package init() {}
}
