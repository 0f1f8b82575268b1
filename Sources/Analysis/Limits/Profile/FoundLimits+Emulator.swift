internal import RunModel

/// A tier of the emulator that enforces what was found, in the keys of docs/emulator.md.
package struct EmulatorTier: Sendable, Equatable {
    /// A value as it stands in a profile.
    package enum Value: Sendable, Equatable {
        case word(String)
        case number(Double)
        case flag(Bool)
    }

    /// What the tier is called.
    package static let name = "found"

    package private(set) var keys: [String: Value] = [:]
    /// What is not enforced as it was found, or is not known: each a sentence without a full stop.
    package private(set) var remarks: [String]

    package init(_ found: FoundLimits) {
        remarks = found.untold
        takeStreams(found)
        takeRequests(found)
        takeRefusal(found.refusal)
    }

    // MARK: Streams

    private mutating func takeStreams(_ found: FoundLimits) {
        let excess: String
        switch found.behaviour {
        case .rejected?: excess = "reject"
        case .queued?: excess = "queue"
        case .slowed?: excess = "slow"
        case .evicted?:
            remarks.append(
                "a running stream was ended for each new one, which the emulator does not do: no ceiling "
                    + "is enforced")
            return
        case .killed?:
            excess = "reject"
            remarks.append(
                "streams beyond the ceiling were let in and ended a little later; the emulator refuses "
                    + "them")
        case .unanswered?:
            excess = "reject"
            keys["refusal_delay_ms"] = .word("never")
        case .unlimited?, nil: return
        }
        guard let streams = found.streams, streams > 0 else { return }
        keys["streams"] = .number(Double(streams))
        keys["over_streams"] = .word(excess)
        keys["release_end"] = found.releaseAfterEnd.map(Self.value)
        keys["release_cancel"] = found.releaseAfterCancel.map(Self.value)
        keys["release_cut"] = found.releaseAfterCut.map(Self.value)
        keys["whole_counts"] = found.wholeAnswersTakeSlots.map(Value.flag)
    }

    private static func value(_ release: FoundLimits.Release) -> Value {
        switch release {
        case .atOnce: .word("at_once")
        case .after(let milliseconds): .number(milliseconds)
        case .atNaturalEnd: .word("natural_end")
        }
    }

    // MARK: Requests

    private mutating func takeRequests(_ found: FoundLimits) {
        guard let requests = found.requests, requests > 0, let length = found.windowSeconds else {
            return
        }
        keys["requests"] = .number(Double(requests))
        keys["window_ms"] = .number((length * 1e6).rounded() / 1000)
        keys["over_requests"] = .word(found.isDelaying == true ? "delay" : "reject")
        keys["count_rejected"] = found.countsRejected.map(Value.flag)
        keys["whole_budget"] = found.countsWholeAnswers.map { .word($0 ? "shared" : "free") }
        guard let kind = found.kind else {
            remarks.append("the emulator counts requests in fixed windows")
            return
        }
        keys["window"] = .word(kind.rawValue)
        if kind == .bucket {
            keys["bucket_capacity"] = found.capacity.map { .number(Double(max($0, 1))) }
        }
        if let layers = found.layers { takeLayers(layers) }
    }

    /// A second limit is enforced where it is one number in one length.
    private mutating func takeLayers(_ layers: [RequestWindow.Layer]) {
        guard layers.count == 1, let layer = layers.first, layer.limitLow == layer.limitHigh,
            layer.kind != .bucket
        else {
            remarks.append("a second limit of requests was not told exactly, and is not enforced")
            return
        }
        let length = TimeSpan(.seconds(layer.lengthSeconds))
        keys["layers"] = .word("\(Int(layer.limitLow))/\(length) \(layer.kind.rawValue)")
    }

    // MARK: Refusals

    private mutating func takeRefusal(_ refusal: RefusalCount?) {
        guard let refusal else { return }
        if refusal.isInBand {
            keys["error_shape"] = .word("error_event")
            return
        }
        switch refusal.status {
        case 429?: keys["error_shape"] = .word("json_429")
        case 503?: keys["error_shape"] = .word("json_503")
        case nil: keys["error_shape"] = .word("close")
        case let status?:
            keys["error_shape"] = .word("json_429")
            remarks.append("refusals had status \(status); the emulator's have 429")
        }
    }
}
