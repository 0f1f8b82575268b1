/// A comment by which a server on the same machine tells what it did (docs/formats.md), in
/// nanoseconds of CLOCK_MONOTONIC.
package enum GroundTruthComment: Sendable, Equatable {
    /// `: sent-ns=N`: just before the event that follows was written.
    case sent(nanoseconds: Int64)
    /// `: received-ns=N`: the whole request had been read.
    case received(nanoseconds: Int64)

    /// Reads a comment as `SSEEventSink` gets it; nil when it is any other comment, such as one whose
    /// number is not all digits or does not fit.
    package init?(_ text: Span<UInt8>) {
        if let nanoseconds = Self.number(in: text, after: "sent-ns=") {
            self = .sent(nanoseconds: nanoseconds)
        } else if let nanoseconds = Self.number(in: text, after: "received-ns=") {
            self = .received(nanoseconds: nanoseconds)
        } else {
            return nil
        }
    }

    private static func number(in text: Span<UInt8>, after label: StaticString) -> Int64? {
        let labelCount = label.utf8CodeUnitCount
        guard text.count > labelCount, text.extracting(..<labelCount).isEqual(to: label) else {
            return nil
        }
        return text.extracting(labelCount...).decimalNumber
    }
}

extension Span<UInt8> {
    /// The number these digits write, nil when there is anything but digits or it does not fit.
    var decimalNumber: Int64? {
        guard !isEmpty else { return nil }
        var number: Int64 = 0
        for index in indices {
            let digit = self[index] &- ASCII.zero
            guard digit <= 9 else { return nil }
            let (tens, overflowsTimes) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowsPlus) = tens.addingReportingOverflow(Int64(digit))
            guard !overflowsTimes, !overflowsPlus else { return nil }
            number = sum
        }
        return number
    }

    /// Whether these are the literal's bytes.
    @inline(__always)
    func isEqual(to literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { buffer in
            for index in indices where self[index] != buffer[index] { return false }
            return true
        }
    }
}
