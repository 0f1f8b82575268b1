/// The second side of a run that measures two, and how their blocks follow each other. The plan's own target
/// is side A, index 0 of the record's column `target`; this is side B, index 1.
///
/// Whatever does not stand here is the same for both: prompts, load, time-outs.
package struct AgainstPlan: Codable, Sendable, Equatable {
    package var target = TargetPlan()
    package var model = RequestPlan().model
    package var headers: [String] = []
    package var secretHeaders: [String]?
    /// Absent: none, whatever side A has.
    package var body: String?
    package var connection = ConnectionPlan()
    /// Whether both sides are one address, so that every difference found is a false alarm.
    package var isSameAddress = false
    /// The class of requests that side B, being the same address, is not sent: what it does to the others is the
    /// difference of the others. Absent: both are sent the same.
    package var without: String?
    /// Blocks of each side.
    package var blocks = 10
    package var interleave: Interleave = .blocks
    /// Rest after a block's last answer, before the next block. Absent: 1 s where one side is measured at a
    /// time, else none.
    package var settle: TimeSpan?
    /// What the shell runs before each block.
    package var between: String?

    package init() {}

    /// So few that chance alone cannot look like a difference of several metrics at once.
    package static let allowedBlocks = 6...100
    /// Measured requests in a block where nobody says how many.
    package static let usualRequests = 20
    /// Fewer say too little of a block.
    package static let fewestRequests = 7

    /// The names of the sides by their index.
    package static func name(ofSide index: Int) -> String { index == 0 ? "A" : "B" }

    /// Whether `request` is one of the class whose part in the difference is measured, so that it is in neither side's
    /// numbers.
    package func leavesOut(_ request: RequestRecord) -> Bool {
        switch without {
        case nil: false
        case RequestClassPlan.leavers?: request.leaveAfter != nil
        case let name?: request.requestClass == name
        }
    }

    package var settleTime: Duration {
        settle?.duration ?? (interleave == .blocks ? .seconds(1) : .zero)
    }
}

/// What is under load at a time.
package enum Interleave: String, Codable, Sendable, CaseIterable {
    /// One side, so that neither disturbs the other on hardware that both share.
    case blocks
    /// Both, each with the whole load of its own: for servers that share nothing.
    case requests
}

extension RunPlan {
    /// The same plan for side B alone; nil where there is one side.
    package var otherSide: RunPlan? {
        guard let against else { return nil }
        var plan = self
        plan.against = nil
        plan.target = against.target
        plan.request.model = against.model
        plan.request.headers = against.headers
        plan.request.secretHeaders = against.secretHeaders
        plan.request.body = against.body
        plan.connection = against.connection
        return plan
    }

    /// Makes side B what side B of `plan` is.
    package mutating func setOtherSide(_ plan: RunPlan) {
        against?.target = plan.target
        against?.model = plan.request.model
        against?.headers = plan.request.headers
        against?.secretHeaders = plan.request.secretHeaders
        against?.body = plan.request.body
        against?.connection = plan.connection
    }

    /// Targets that have a load of their own at the same time.
    package var sidesAtOnce: Int { against?.interleave == .requests ? 2 : 1 }

    /// Measured requests of one block, in whole pairs where both modes are asked for.
    package var requestsInBlock: Int? {
        guard let against, let requests = load.requests else { return nil }
        let group = request.modes.requestsInGroup
        let groups = against.blocks * 2 * group
        return (requests + groups - 1) / groups * group
    }
}
