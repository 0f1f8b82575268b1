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
    /// Time-outs that were asked for, which hold as they are.
    let timeouts: TimeoutOptions
    let terminal: Terminal

    /// As many as it takes to say of streams how they come.
    static let requests = 5
    static let maxTokens = 16
    static let prompt = "Count from 1 to 40, with a space between the numbers and no other word."

    /// A target that answers nothing shall not be waited for five times as long as a run would. What is under way when
    /// the patience is over is cut.
    private static let longestWait = Duration.seconds(30)
    private static let patience = Duration.seconds(90)
    /// Where the list of models did not come either, one request is sent, and waited for so long.
    private static let muteWait = Duration.seconds(15)
    /// So many time-outs without a success are enough to know.
    private static let enoughTimeouts = 2

    /// What it sends, before it sends it.
    static func announcement(_ order: RunOrder) -> String {
        let request = order.plan.request
        let tokens = request.maxTokens.map { " of at most \($0) tokens" } ?? ""
        return
            "Asking \(Announcement.address(order.sides[0])): its list of models\(offers(order) ? " twice" : ""), "
            + "and up to \(requests) streaming requests\(tokens), one after the other."
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
        let order = order
        if reading.proxy == nil,
            let search = await waiting("the host's name", { NameSearch(order) })
        {
            reading.name = .init(
                host: search.host, addresses: search.addresses, took: search.took)
        }
        let check = await waiting("the list of models, 10 s at most") {
            AddressCheck(order, manner: .examined)
        }
        reading.way = check.answer.map(TargetReading.Way.init)
        reading.models = .init(
            asked: order.plan.request.model, isNamed: isModelNamed, status: check.status,
            listed: check.models, isList: check.isList, hasMore: check.hasMoreModels)
        guard reading.way?.isReached != false else { return reading }
        if Self.offers(order) {
            reading.offered = await waiting("the list of models over HTTP/2, 10 s at most") {
                AddressCheck(order, manner: .offeringHTTP2).answer?.chosenProtocol
            }
        }
        reading.answers = try await answers(isMute: reading.way?.isMute == true)
        return reading
    }

    /// What blocks the thread, beside which a line says what is waited for where that takes longer than a second.
    func waiting<Found: Sendable>(
        _ what: String, _ ask: @escaping @Sendable () -> Found
    ) async -> Found {
        let terminal = terminal
        let notice = Task {
            try await Task.sleep(for: AnswerWait.patience)
            terminal.note("Waiting for \(what).")
        }
        defer { notice.cancel() }
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: ask()) }
        }
    }

    private func answers(isMute: Bool) async throws -> TargetReading.Answers {
        let folder = try SmallRun.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let isInterrupted = Atomic<Bool>(false)
        let signals = Signals { isInterrupted.store(true, ordering: .relaxed) }
        defer { withExtendedLifetime(signals) {} }
        let questions = questions(recordedIn: folder, isMute: isMute)
        let small = try SmallRun(questions, terminal)
        var wait = AnswerWait(questions.plan)
        let start = ContinuousClock.now
        let patience = max(Self.patience, timeouts.longest ?? .zero)
        try await small.end {
            let progress = small.run.progress()
            if let line = wait.line(ended: progress.snapshot.requests, at: .now) {
                terminal.note(line)
            }
            return isInterrupted.load(ordering: .relaxed) || ContinuousClock.now - start > patience
                || Self.isEnough(progress)
        }
        let waited = ContinuousClock.now - start
        if isInterrupted.load(ordering: .relaxed) { throw ExitCode.interrupted }
        let files = try DerivedFiles(of: small.run.directory)
        var answers = TargetReading.Answers(
            requests: files.record.requests, summary: files.summary)
        answers.waited = waited
        if !files.summary.hasSuccess() {
            answers.advice =
                TargetDiagnosis(
                    order: order, requests: answers.requests,
                    hasModels: small.run.hasAskedForModels
                ).advice
        }
        return answers
    }

    /// Whether there is no hope left that some answer comes.
    private static func isEnough(_ progress: RunProgress) -> Bool {
        let counts = progress.snapshot
        let late = [Outcome.timeoutFirstByte, .timeoutFirstToken, .timeoutTotal].compactMap {
            counts.failures[$0]
        }.reduce(0, +)
        return late >= enoughTimeouts && late == counts.requests
    }

    private func questions(recordedIn folder: String, isMute: Bool) -> RunOrder {
        var order = order
        var load = LoadPlan()
        load.requests = isMute ? 1 : Self.requests
        load.concurrency = 1
        load.rounds = 1
        load.arrivalSeed = 1
        order.plan.load = load
        let wait = isMute ? Self.muteWait : Self.longestWait
        if timeouts.firstByte == nil { order.plan.timeouts.firstByte.bound(wait) }
        if timeouts.firstToken == nil { order.plan.timeouts.firstToken.bound(wait) }
        if timeouts.gap == nil { order.plan.timeouts.gap.bound(wait) }
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
