package import RunModel

/// What the answers so far say of a limit that holds in a shorter span than the stated window, as the judge of the record
/// reads them; nil where they say nothing of one. Called while nothing is under way.
///
/// The run does not judge by itself: it asks, and sends what shows whether the answer is all there is.
package typealias SpanReading = @Sendable (LimitsPlan, [RequestRecord]) -> LimitsPlan.Span?
