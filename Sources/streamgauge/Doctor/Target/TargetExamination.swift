import Analysis
import ArgumentParser
import Engine
import Foundation
import RecordStore
import RunModel
import Synchronization

/// Asks a target a few small questions, in the way in which runs ask.
struct TargetExamination {
    let order: RunOrder
    let isModelNamed: Bool
    let terminal: Terminal

    /// As many as it takes to say of streams how they come.
    static let requests = 5
    static let maxTokens = 16
    static let prompt = "Count from 1 to 40, with a space between the numbers and no other word."

    /// A target that answers nothing shall not be waited for five times as long as a run would. What is under way when
    /// the patience is over is cut.
    private static let longestWait = Duration.seconds(30)
    static let patience = Duration.seconds(90)

    /// What it sends, before it sends it.
    static func announcement(_ order: RunOrder) -> String {
        let request = order.plan.request
        let tokens = request.maxTokens.map { " of at most \($0) tokens" } ?? ""
        return
            "Asking \(Announcement.address(order.sides[0])): its list of models\(offers(order) ? " twice" : ""), "
            + "and \(requests) streaming requests\(tokens), one after the other."
    }

    /// Whether HTTP/2 is offered in a second question: where TLS negotiates it, and not asked for anyway.
    private static func offers(_ order: RunOrder) -> Bool {
        isSecure(order) && !order.plan.connection.usesHTTP2
    }

    private static func isSecure(_ order: RunOrder) -> Bool {
        order.shownURL.lowercased().hasPrefix("https:")
    }

    /// - Throws: `ExitCode.interrupted` at Ctrl-C; `RecordError` or another error where nothing could be asked.
    func take() async throws -> TargetReading {
        var reading = TargetReading()
        reading.isSecure = Self.isSecure(order)
        reading.isVerified = !order.plan.connection.isInsecure
        reading.proxy = order.isEmulated ? nil : EnvironmentProxy.of(order.plan.target)
        reading.now = Date().timeIntervalSince1970
        if reading.proxy == nil, let search = NameSearch(order) {
            reading.name = .init(
                host: search.host, addresses: search.addresses, took: search.took)
        }
        let check = AddressCheck(order, manner: .examined)
        reading.way = check.answer.map(TargetReading.Way.init)
        reading.models = .init(
            asked: order.plan.request.model, isNamed: isModelNamed, status: check.status,
            listed: check.models, isList: check.isList, hasMore: check.hasMoreModels)
        guard reading.way?.isReached != false else { return reading }
        if Self.offers(order) {
            reading.offered =
                AddressCheck(order, manner: .offeringHTTP2).answer?.chosenProtocol
        }
        reading.answers = try await answers()
        return reading
    }

    private func answers() async throws -> TargetReading.Answers {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let isInterrupted = Atomic<Bool>(false)
        let signals = Signals { isInterrupted.store(true, ordering: .relaxed) }
        defer { withExtendedLifetime(signals) {} }
        let small = try SmallRun(questions(recordedIn: folder), terminal)
        let start = ContinuousClock.now
        try await small.end {
            isInterrupted.load(ordering: .relaxed) || ContinuousClock.now - start > Self.patience
        }
        if isInterrupted.load(ordering: .relaxed) { throw ExitCode.interrupted }
        let files = try DerivedFiles(of: small.run.directory)
        var answers = TargetReading.Answers(
            requests: files.record.requests, summary: files.summary)
        if !files.summary.hasSuccess() {
            answers.advice =
                TargetDiagnosis(
                    order: order, requests: answers.requests,
                    hasModels: small.run.hasAskedForModels
                ).advice
        }
        return answers
    }

    private func questions(recordedIn folder: String) -> RunOrder {
        var order = order
        var load = LoadPlan()
        load.requests = Self.requests
        load.concurrency = 1
        load.rounds = 1
        load.arrivalSeed = 1
        order.plan.load = load
        order.plan.timeouts.firstByte.bound(Self.longestWait)
        order.plan.timeouts.firstToken.bound(Self.longestWait)
        order.plan.timeouts.gap.bound(Self.longestWait)
        order.plan.record.folder = folder
        order.plan.record.chunks = .all
        return order
    }
}

extension TimeSpan {
    /// Makes it no longer than `most`.
    fileprivate mutating func bound(_ most: Duration) {
        if duration > most { self = TimeSpan(most) }
    }
}
