import Analysis
import ArgumentParser
import Engine
import Reporting
import RunModel
import Statistics
import Workload

/// What `calibrate` sends, to whom.
struct CalibratePlan {
    /// What all steps have in common; without an address where the emulator is asked.
    let base: RunPlan
    let bound: TimeSpan
    let finds: Bool
    /// No load beyond it is tried.
    let most: Double
    /// Measured requests that a step has at least.
    private let leastRequests: Int
    private let asked: Calibration.Asked
    /// What of the given plan this does not stand for, a sentence each.
    private(set) var remarks: [String] = []

    static let usualRequests = 500
    private static let usualMost = 4096.0
    private static let requestsAStream = 3
    /// Of an open loop: seconds of load that a step has at least, and before it.
    private static let leastSeconds = 3.0
    private static let warmup = TimeSpan(.seconds(1))

    /// The load, the form of requests and the connection of `given` with the options on top. Whom it asks is left aside: a
    /// calibration asks nobody but who tells its times.
    ///
    /// - Throws: `ValidationError` naming the option and the fix.
    init(_ options: CalibrateOptions, given: RunPlan?, name: String?, folder: String?) throws {
        var plan = RunPlan()
        plan.name = name ?? "calibrate"
        plan.request.modes = .streaming
        plan.request.model = options.model ?? plan.request.model
        plan.load.rounds = 1
        plan.load.concurrency = CalibrateOptions.usualStreams
        plan.target.emulator.timeToFirstTokenMilliseconds = "100..200"
        plan.target.emulator.gapMilliseconds = "normal(20,4)"
        plan.target.emulator.outputTokens = "24..40"
        if let given {
            remarks = try Self.take(given, into: &plan, asksEmulator: options.baseURL == nil)
        }
        if let concurrency = options.concurrency {
            plan.load.concurrency = concurrency
            plan.load.rate = nil
        }
        plan.load.rate = options.rate ?? plan.load.rate
        plan.load.workers = options.workers ?? plan.load.workers
        plan.record.folder = folder ?? plan.record.folder
        plan.target.baseURL = options.baseURL
        plan.connection.caFile = options.caFile ?? plan.connection.caFile
        plan.connection.isInsecure = options.insecure || plan.connection.isInsecure
        var emulator = plan.target.emulator
        emulator.timeToFirstTokenMilliseconds =
            options.timeToFirstToken ?? emulator.timeToFirstTokenMilliseconds
        emulator.gapMilliseconds = options.gap ?? emulator.gapMilliseconds
        emulator.outputTokens = options.tokens ?? emulator.outputTokens
        plan.target.emulator = emulator
        plan.request.body = options.chunkBytes.map { #"{"emulator": {"chunk_bytes": \#($0)}}"# }
        let isOpenLoop = plan.load.rate != nil
        var asked = Calibration.Asked(
            concurrency: isOpenLoop ? nil : plan.load.concurrency, rate: plan.load.rate)
        if options.baseURL == nil {
            asked.timeToFirstTokenMs = emulator.timeToFirstTokenMilliseconds
            asked.gapMs = emulator.gapMilliseconds
            asked.tokens = emulator.outputTokens
            asked.chunkBytes = options.chunkBytes
        }
        self.asked = asked
        bound = options.bound ?? CalibrateOptions.usualBound
        finds = options.find
        most = max(options.most ?? Self.usualMost, asked.amount)
        leastRequests = options.requests ?? Self.usualRequests
        isGiven = options.requests != nil
        base = plan
        var checked = step(asked.amount)
        if checked.target.baseURL == nil { checked.target.isEmulated = true }
        try PlanCheck.validate(checked)
    }

    /// Whether the user says how many requests a step has.
    private let isGiven: Bool

    /// - Returns: what is not as in a run of the plan.
    private static func take(
        _ given: RunPlan, into plan: inout RunPlan, asksEmulator: Bool
    ) throws -> [String] {
        guard given.load.replay == nil, given.limits == nil, given.against == nil else {
            throw ValidationError(
                "calibrate takes a plan of one target and a steady load, without 'replay', 'limits' and 'against'."
            )
        }
        plan.load.concurrency = given.load.concurrency
        plan.load.rate = given.load.rate
        plan.load.arrival = given.load.arrival
        plan.load.burstiness = given.load.burstiness
        plan.load.workers = given.load.workers
        plan.load.maxStreams = given.load.maxStreams
        plan.request.inputTokens = given.request.inputTokens
        plan.record.folder = given.record.folder
        plan.target.api = given.target.api
        plan.connection.isFresh = given.connection.isFresh
        if given.target.isEmulated == true { plan.target.emulator = given.target.emulator }
        guard asksEmulator else {
            plan.connection = given.connection
            return []
        }
        guard !given.connection.usesHTTP2, !given.connection.asksForCompression else {
            throw ValidationError(
                "The plan asks for \(given.connection.usesHTTP2 ? "HTTP/2" : "compression"), which the emulator does not "
                    + "have; name a server that has it, and sends its times, with --base-url.")
        }
        guard given.target.baseURLs.contains(where: { $0.lowercased().hasPrefix("https:") })
        else { return [] }
        return [
            "The plan's target is asked over TLS and the emulator is not: what is found is no ± of that run. A server behind "
                + "TLS that sends its times is named with --base-url."
        ]
    }

    var search: CalibrationSearch {
        CalibrationSearch(
            first: asked.amount, most: most, isCounted: asked.rate == nil, goesOn: finds)
    }

    /// The plan of a load, still without the emulator's address.
    func step(_ load: Double) -> RunPlan {
        var plan = base
        plan.name += "-" + QuantityText.load(load)
        if asked.rate != nil {
            plan.load.rate = load
            plan.load.warmupDuration = Self.warmup
        } else {
            plan.load.concurrency = Int(load)
            // So that none of the measured ones waits for its connection, or for the server's taking of it.
            plan.load.warmupRequests = Int(load)
        }
        plan.load.requests = requests(load)
        return plan
    }

    func asked(_ load: Double) -> Calibration.Asked {
        var asked = asked
        if asked.rate != nil { asked.rate = load } else { asked.concurrency = Int(load) }
        return asked
    }

    /// Measured requests of a load.
    private func requests(_ load: Double) -> Int {
        guard !isGiven || load != asked.amount else { return leastRequests }
        let many = load * (asked.rate == nil ? Double(Self.requestsAStream) : Self.leastSeconds)
        return max(leastRequests, Int(many.rounded(.up)))
    }

    /// Of `streamgauge serve`.
    var emulatorOptions: [String] {
        let emulator = base.target.emulator
        var options = [
            "--ttft", emulator.timeToFirstTokenMilliseconds, "--gap", emulator.gapMilliseconds,
            "--tokens", emulator.outputTokens, "--batching", emulator.batching,
            "--seed", String(emulator.seed),
        ]
        if let engine = emulator.engine {
            options.removeFirst(4)
            options += ["--engine", engine]
        }
        return options
    }

    // MARK: What it takes

    /// One line, before anything is sent.
    var announcement: String {
        let place = base.withoutSecrets.target.baseURL
        let first = step(asked.amount)
        let sent = amount(asked.amount)
        var line =
            place.map { "Sending " + sent + " to \($0)" }
            ?? "Sending \(sent) to an emulator in a process of its own on 127.0.0.1"
        line +=
            ", " + Announcement.shape(first.load) + time(asked.amount)
            + ", after one that says whether it tells its times."
        guard finds else { return line }
        return line
            + " Then up to \(CalibrationSearch.mostSteps - 1) other loads, none beyond \(QuantityText.load(most)) "
            + (asked.rate == nil ? "streams" : "requests a second")
            + ", of which the greatest sends \(amount(most))\(time(most))."
    }

    private func amount(_ load: Double) -> String {
        let plan = step(load).load
        let warmup =
            plan.warmupRequests.map { " after \($0) for warm-up" }
            ?? plan.warmupDuration.map { " after \($0) of warm-up" } ?? ""
        return "\(plan.requests ?? 0) streaming requests\(warmup)"
    }

    /// About how long it takes, where the emulator's distributions say it.
    private func time(_ load: Double) -> String {
        guard base.target.baseURL == nil, let answer = answerSeconds else { return "" }
        let plan = step(load).load
        let requests = Double(plan.requests ?? 0)
        let seconds =
            asked.rate == nil
            ? (requests / load + 1) * answer
            : requests / load + Self.warmup.duration.seconds + answer
        return " (about \(TimeSpan(.seconds(Int64(max(1, seconds.rounded(.up))))).short))"
    }

    /// How long an answer of the emulator takes, of a few that are drawn; nil with an engine.
    private var answerSeconds: Double? {
        let emulator = base.target.emulator
        guard emulator.engine == nil,
            let first = try? Distribution(parsing: emulator.timeToFirstTokenMilliseconds),
            let gap = try? Distribution(parsing: emulator.gapMilliseconds),
            let tokens = try? Distribution(parsing: emulator.outputTokens)
        else { return nil }
        var generator = SeededGenerator(seed: base.seed)
        let draws = 200
        let total = (0..<draws).reduce(0.0) { sum, _ in
            sum + max(0, first.sample(using: &generator))
                + max(0, tokens.sample(using: &generator) - 1)
                * max(0, gap.sample(using: &generator))
        }
        return total / Double(draws) / 1000
    }
}
