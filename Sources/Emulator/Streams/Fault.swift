internal import RunModel

/// Something that goes wrong on purpose while a request is answered.
package struct Fault: Sendable, Equatable {
    /// What goes wrong. The raw values are the texts of a request's `emulator.fault.kind`.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        // Instead of an answer.
        case httpError = "http_error"
        case rateLimit = "rate_limit"
        case resetBeforeHead = "reset_before_head"
        case stallBeforeHead = "stall_before_head"
        case notAStream = "not_a_stream"
        case html
        case notHTTP = "not_http"
        case hugeBody = "huge_body"
        case refuse
        // Once the head is out.
        case resetAfterHead = "reset_after_head"
        case stallAfterHead = "stall_after_head"
        // After some content chunks; the answer ends there.
        case reset
        case truncate
        case close
        case errorEvent = "error_event"
        case brokenChunked = "broken_chunked"
        case endlessLine = "endless_line"
        case endlessEvent = "endless_event"
        // After some content chunks; the answer goes on.
        case stall
        case brokenJSON = "broken_json"
        case deepNesting = "deep_nesting"
        // The whole stream.
        case empty
        case splitWrites = "split_writes"
    }

    package var kind: Kind
    /// Content chunks sent before the fault. An answer with fewer meets it before its end.
    package var afterChunks = 1
    /// The status of `http_error` and `huge_body`.
    package var status: Int?
    /// The value of `Retry-After` for `rate_limit`, and for `http_error` where set.
    package var retryAfter: String?
    /// How long a stall lasts. Absent: until the client leaves.
    package var duration: Duration?
    /// The size of `huge_body` and of the endless kinds, the depth of `deep_nesting`, or the size of
    /// the pieces of `split_writes`.
    package var bytes: Int?

    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// A fault by the name of its kind, as plans and options have it.
    ///
    /// - Throws: `EmulatorPlanError` with the list of kinds.
    package init(named name: String) throws(EmulatorPlanError) {
        guard let kind = Kind(rawValue: name) else {
            let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw EmulatorPlanError(description: "'\(name)' is no fault; write one of \(known)")
        }
        self.init(kind)
    }
}

/// A fault that befalls a share of all requests, drawn with the plan's seed.
package struct FaultShare: Sendable, Equatable {
    package var fault: Fault
    /// From 0 to 1.
    package var share: Double

    package init(_ fault: Fault, share: Double) {
        self.fault = fault
        self.share = share
    }

    /// What a plan wants to befall its requests; nil when nothing.
    ///
    /// - Throws: `EmulatorPlanError` when there is no such kind, or the share is not one.
    init?(_ plan: EmulatorPlan) throws(EmulatorPlanError) {
        guard let name = plan.fault else { return nil }
        fault = try Fault(named: name)
        share = plan.faultShare
        guard (0...1).contains(share) else {
            throw EmulatorPlanError(
                description: "a fault's share of \(share) is not a number from 0 to 1")
        }
    }
}

extension Fault: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind
        case afterChunks = "after_chunks"
        case status
        case retryAfter = "retry_after"
        case milliseconds = "ms"
        case bytes
    }

    /// - Throws: `DecodingError`, also for keys that do not exist.
    package init(from decoder: any Decoder) throws {
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        afterChunks = try container.decodeCount(.afterChunks) ?? afterChunks
        status = try container.decodeCount(.status, within: 200...599)
        retryAfter = try container.decodeIfPresent(WrittenValue.self, forKey: .retryAfter)?.text
        duration = try container.decodeMilliseconds(.milliseconds)
        bytes = try container.decodeCount(.bytes, within: 1...(1 << 40))
    }
}
