import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer

/// What the matrix of combinations leaves out: numbers, faults, other traffic, other forms of refusal.
@Suite struct LimitVariantTests {
    @Test(arguments: [1, 3, 10, 200], [-1, 0, 1])
    func `the ceiling is found at any height, also one beside the stated`(
        stated: Int, offset: Int
    ) {
        for excess in [StreamLimit.Excess.reject, .queue] where stated + offset > 0 {
            var verification = VirtualVerification { policy in
                policy.streams.limit = stated
                policy.streams.offset = offset
                policy.streams.excess = excess
            }
            verification.plan.probes = [.streams, .release]
            verification.plan.statedRequests = 6000
            let (summary, _) = verification.run()
            let finding = summary[.concurrentStreams]
            #expect(summary.ceiling?.ceiling == stated + offset, "\(excess)")
            #expect(finding?.verdict == (offset == 0 ? .holds : offset < 0 ? .lower : .higher))
        }
    }

    @Test(arguments: [3, 10, 40])
    func `a speed that is shared tells the number of streams that it is for`(stated: Int) {
        for offset in [0, stated / 2] {
            var verification = VirtualVerification { policy in
                policy.streams.limit = stated
                policy.streams.offset = offset
                policy.streams.excess = .slow
            }
            verification.plan.probes = [.streams]
            let (summary, _) = verification.run()
            #expect(summary.ceiling?.behaviour == .slowed)
            let verdict = summary[.concurrentStreams]?.verdict
            if offset == 0 { #expect(verdict == .holds) } else { #expect(verdict != .lower) }
        }
    }

    @Test(arguments: [1, 3, 10, 200])
    func `without anything stated the ceiling is searched for`(ceiling: Int) {
        var verification = VirtualVerification { $0.streams.limit = ceiling }
        verification.plan.statedStreams = nil
        verification.plan.probes = [.streams, .release]
        verification.plan.maxStreams = 256
        let (summary, run) = verification.run()
        #expect(summary.ceiling?.ceiling == ceiling)
        #expect(summary[.concurrentStreams]?.verdict == nil)
        // All that fit in and the margin are opened at once, after the search.
        #expect(run.peakOpen <= max(2 * ceiling + 1, ceiling + verification.plan.margin))
    }

    @Test(arguments: WindowShape.Kind.usual, [10, 60, 300])
    func `without anything stated the requests of a window are searched for`(
        kind: WindowShape.Kind, limit: Int
    ) {
        // To use up a bucket that fills quickly takes more requests than the search may send.
        if kind == .bucket, limit == 300 { return }
        var verification = VirtualVerification { policy in
            policy.requests.limit = limit
            policy.window.kind = kind
        }
        verification.plan.statedRequests = nil
        verification.plan.probes = [.requests]
        verification.plan.maxRequests = 3000
        let (summary, _) = verification.run()
        #expect(summary.window?.only?.kind.rawValue == kind.rawValue)
        let only = summary.window?.only
        #expect((only?.limitLow ?? 0) <= Double(limit) && (only?.limitHigh ?? 0) >= Double(limit))
    }

    @Test(arguments: WindowShape.Kind.usual, [-1, 1])
    func `one request more or less than stated is seen where requests are counted whole`(
        kind: WindowShape.Kind, offset: Int
    ) {
        var verification = VirtualVerification { policy in
            policy.requests.limit = 30
            policy.requests.offset = offset
            policy.window.kind = kind
        }
        verification.plan.probes = [.requests]
        let (summary, _) = verification.run()
        let verdict = summary[.requestsInWindow]?.verdict
        // A bucket's rate is known to some percent only.
        if kind == .bucket {
            #expect(verdict != .holds || summary.window?.only?.limitHigh ?? 0 >= 30)
        } else {
            #expect(verdict == (offset < 0 ? .lower : .higher))
        }
    }

    @Test func `a small bucket is told from a large one`() {
        for (capacity, limit) in [(1, 60), (5, 300), (20, 60)] {
            var verification = VirtualVerification { policy in
                policy.requests.limit = limit
                policy.window.kind = .bucket
                policy.window.bucketCapacity = capacity
            }
            verification.plan.probes = [.requests]
            let (summary, _) = verification.run()
            let only = summary.window?.only
            #expect(only?.kind == .bucket, "\(capacity)")
            #expect((only?.capacityLow ?? 0) <= Double(capacity), "\(capacity)")
            #expect((only?.capacityHigh ?? 0) >= Double(capacity), "\(capacity)")
            #expect(summary[.requestsInWindow]?.verdict == .holds, "\(capacity)")
        }
    }

    @Test(arguments: WindowShape.Kind.usual, [false, true])
    func `whether refused requests are counted is told`(kind: WindowShape.Kind, counts: Bool) {
        // A bucket of ten that counts them gives too few answers to tell.
        for limit in kind == .bucket ? [60, 300] : [10, 60, 300] {
            let verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: limit, streams: 5)
                policy.window.kind = kind
                policy.requests.countsRejected = counts
            }
            let (summary, _) = verification.run()
            #expect(summary[.requestsInWindow]?.verdict == .holds, "\(limit)")
            let expected = kind == .fixed ? "makes no difference" : counts ? "yes" : "no"
            #expect(summary[.rejectedRequestsCount]?.observed == expected, "\(limit)")
        }
    }

    @Test func `requests that are delayed are told from refused ones`() {
        for kind in WindowShape.Kind.usual {
            var verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
                policy.window.kind = kind
                policy.requests.excess = .delay
            }
            // Where an edge lies in the first burst, delays tell fixed windows from a bucket.
            verification.server.age = .milliseconds(5300)
            let (summary, _) = verification.run()
            #expect(summary[.aboveRate]?.observed == "delayed", "\(kind)")
            #expect(summary[.requestsInWindow]?.contradicts == false, "\(kind)")
            let kinds = summary.window?.candidates.map(\.kind.rawValue) ?? []
            #expect(kinds.contains(kind.rawValue), "\(kind)")
            // Requests that wait arrive when they are let in, and so tell less of what would have been.
            if kind != .sliding { #expect(kinds.count == 1, "\(kind)") }
        }
    }

    @Test(arguments: RefusalShape.allCases)
    func `every form of refusal is one`(shape: RefusalShape) {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
            policy.errorShape = shape
        }
        let (summary, _) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .holds)
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary.ceiling?.behaviour == .rejected)
        let first = summary.refusals.first
        switch shape {
        case .json429: #expect(first?.status == 429 && first?.isErrorObject == true)
        case .json503: #expect(first?.status == 503 && first?.isErrorObject == true)
        case .errorEvent: #expect(first?.isInBand == true)
        case .close: #expect(first?.status == nil && first?.isInBand == false)
        }
    }

    @Test func `whole answers that take slots and have their own budget are seen`() {
        for takesSlots in [false, true] {
            for budget in RequestLimit.WholeAnswers.allCases {
                let verification = VirtualVerification { policy in
                    policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
                    policy.streams.countsWholeAnswers = takesSlots
                    policy.requests.wholeAnswers = budget
                }
                let (summary, _) = verification.run()
                #expect(summary[.wholeAnswersTakeSlots]?.observed == (takesSlots ? "yes" : "no"))
                let counts = summary[.wholeAnswersCount]?.observed
                #expect(counts == (budget == .shared ? "yes" : "no"))
                let kinds = summary.releases.filter(\.isWholeAnswer).map(\.kind)
                #expect(kinds == (takesSlots ? [.atOnce, .atOnce, .atOnce] : []))
            }
        }
    }

    @Test func `a date says as much as seconds do`() {
        for (factor, verdict) in [(1.0, LimitFinding.Verdict.holds), (0.4, .lower), (2, .higher)] {
            let verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
                policy.headers.retryAfter = .date
                policy.headers.truth = .lying
                policy.headers.retryAfterFactor = factor
            }
            let (summary, _) = verification.run()
            #expect(summary[.retryAfter]?.verdict == verdict, "\(factor)")
        }
    }

    @Test func `what remains may be told too high or too low by some`() {
        for lie in [LimitHeaderPolicy.RemainingLie.more(5), .stuck] {
            let verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
                policy.headers.truth = .lying
                policy.headers.remainingLie = lie
            }
            let (summary, _) = verification.run()
            #expect(summary[.remainingRequestsHeader]?.verdict == .lower)
            #expect(summary[.resetRequestsHeader]?.verdict == .holds)
        }
    }

    // MARK: A world that is not alone and not whole

    @Test func `streams of others make the ceiling lower`() {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 300, streams: 10)
            policy.others.streams = 2
        }
        let (summary, _) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .lower)
        #expect(summary.ceiling?.ceiling == 8)
    }

    @Test(arguments: WindowShape.Kind.usual, Seeds.every(2, of: [0.1, 0.5]))
    func `requests of others never let a stated number hold`(
        kind: WindowShape.Kind, perSecond: Double
    ) {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
            policy.window.kind = kind
            policy.others.requestsPerSecond = perSecond
        }
        let (summary, _) = verification.run()
        #expect(summary[.requestsInWindow]?.verdict != .holds)
        #expect(
            summary[.requestsInWindow]?.verdict != .higher,
            "\(summary[.requestsInWindow]?.reason ?? "")")
        #expect(summary[.concurrentStreams]?.verdict == .holds)
    }

    @Test(arguments: WindowShape.Kind.usual, Seeds.of(10))
    func `resets at random change no verdict`(kind: WindowShape.Kind, seed: Int) {
        for isBeforeHead in [false, true] {
            var verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
                policy.window.kind = kind
            }
            verification.server.seed = UInt64(seed)
            if isBeforeHead {
                verification.server.resetBeforeHeadShare = 0.05
            } else {
                verification.server.resetShare = 0.05
            }
            let (summary, run) = verification.run()
            #expect(run.requests.contains { $0.outcome == .reset })
            #expect(summary[.concurrentStreams]?.verdict == .holds)
            #expect(summary.ceiling?.behaviour == .rejected)
            let verdict = summary[.requestsInWindow]?.verdict
            // Requests without an answer may have been counted or not.
            #expect(isBeforeHead ? verdict?.isAgainst != true : verdict == .holds)
            if !isBeforeHead {
                #expect(summary.window?.only?.kind.rawValue == kind.rawValue)
            }
        }
    }
}

extension LimitFinding.Verdict {
    /// Whether it says that something stated is not so.
    fileprivate var isAgainst: Bool { self == .lower || self == .higher || self == .notEnforced }
}
