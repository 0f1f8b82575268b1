package import RunModel

/// What the answers so far say of how requests are counted, as the judge of the record reads them. Called while nothing is
/// under way.
///
/// The run does not judge by itself: it asks, and sends what shows whether the answer is all there is.
package typealias WindowReader = @Sendable (LimitsPlan, [RequestRecord]) -> WindowReading
