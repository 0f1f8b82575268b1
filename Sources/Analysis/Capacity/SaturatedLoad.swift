/// How many streams may be under way at a rate before nobody can say that the target keeps up.
///
/// By Little's law ("A proof for the queuing formula L = lambda W", 1961) what is under way is the rate times the time that an
/// answer takes. Where it is three times as much as with answers that wait as long as the objectives allow, those
/// that come now will wait longer than that.
package struct SaturatedLoad {
    private let most: Double

    /// Few streams are many by chance alone.
    private static let least = 10.0

    /// - Parameters:
    ///   - rate: Requests a second.
    ///   - usualAnswer: What an answer takes where the load is small, in seconds.
    ///   - longestWait: The longest that an objective allows, in seconds; nil where none says.
    package init(rate: Double, usualAnswer: Double, longestWait: Double?) {
        let wanted = 3 * rate * (usualAnswer + (longestWait ?? 3 * usualAnswer))
        most = wanted + 4 * wanted.squareRoot() + Self.least
    }

    package func isReached(by streams: Int) -> Bool { Double(streams) > most }
}
