internal import CEvents
package import RunModel

/// What can be done with a descriptor without waiting.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Bytes, or the end of them, can be read.
    package static let readable = Readiness(rawValue: UInt32(STREAMGAUGE_READABLE))
    package static let writable = Readiness(rawValue: UInt32(STREAMGAUGE_WRITABLE))
    /// The connection failed; reading tells how.
    package static let failed = Readiness(rawValue: UInt32(STREAMGAUGE_FAILED))
}

/// Hears of a descriptor that `EventLoop.watch` was told about.
package protocol DescriptorHandler: AnyObject {
    func descriptorReady(_ descriptor: Int32, _ readiness: Readiness)
}

/// Something that wants to be called at a time that may change with every event.
package protocol DeadlineSource: AnyObject {
    /// Nil when it waits for nothing.
    var deadline: MonotonicInstant? { get }
    /// Whether it is called only when all that could be read at its deadline has been: a client that comes late
    /// must not take what lies in its sockets for something that did not come.
    var waitsForSockets: Bool { get }
    func deadlinePassed(at now: MonotonicInstant)
}

extension DeadlineSource {
    package var waitsForSockets: Bool { false }
}
