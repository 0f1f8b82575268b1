import ArgumentParser
import Emulator
import Foundation
import Logging
import RunModel

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the emulator alone: an API that tells what it really did.",
        discussion: """
            Distributions are written 200, 150..300, normal(200,20), lognormal(200,0.4), \
            exponential(200) or gamma(200,2). Every request can override the behaviour in its body \
            under "emulator"; docs/emulator.md has the keys.

            An engine answers many sequences in one batch, as inference servers do, so that answers \
            slow down and queue with the load. Its keys: batch, queue, refuse, prefill, chunk, step, \
            step-per-sequence, cache, cold, cold-factor, drift, failures, other, other-prompt, \
            other-output.

            Examples:
              streamgauge serve --port 8000
              streamgauge serve --port 8000 --ttft 'normal(400,80)' --gap 15 --tokens 50..400
              streamgauge serve --port 8000 --engine batch=8
              streamgauge serve --port 8000 \
                --engine 'batch=16,queue=200,prefill=8000/s,step=20ms,step-per-sequence=0.5ms'
              streamgauge serve --port 8000 --like reports/20260101T120000Z-api.example.com
                                                   the answers that were measured there
              streamgauge serve --port 8000 --fault rate_limit --fault-share 0.05
              streamgauge serve --port 8000 --limit streams=3 --limit requests=60
              streamgauge serve --port 8000 --profile tiers.yaml --api-keys-file keys
              streamgauge serve --port 8000 --profile reports/20260101T120000Z-limits
                                                   the limits that were found there
              curl -N http://127.0.0.1:8000/v1/chat/completions \\
                -d '{"model":"any","stream":true,"messages":[{"role":"user","content":"hello"}]}'
            """)

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port; 0 takes any free one.")
    var port = 8000

    @Option(help: ArgumentHelp("Listen on this Unix socket instead.", valueName: "path"))
    var unixSocket: String?

    @Option(
        name: .customLong("ttft"),
        help: ArgumentHelp("Time to first token in ms.", valueName: "distribution"))
    var timeToFirstToken: String?

    @Option(help: ArgumentHelp("Time between tokens in ms.", valueName: "distribution"))
    var gap: String?

    @Option(help: ArgumentHelp("Tokens of an answer.", valueName: "distribution"))
    var tokens: String?

    @Option(help: ArgumentHelp("Tokens a chunk: individual, adaptive or a number.", valueName: "b"))
    var batching: String?

    @Option(
        help: ArgumentHelp(
            "One engine with a capacity for all answers, instead of --ttft and --gap: KEY=VALUE,… "
                + "as above, or default.", valueName: "spec"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "How prompts are counted: words=1.3,template=11 is 1.3 tokens a word and 11 for the template (default: a "
                + "token a word).", valueName: "spec"))
    var tokenizer: String?

    @Option(
        help: ArgumentHelp(
            "Answer as in this run's record, instead of --ttft, --gap, --tokens and --fault.",
            valueName: "folder"))
    var like: String?

    @Option(
        help: ArgumentHelp(
            "What goes wrong in a share of the requests; docs/emulator.md has the kinds.",
            valueName: "kind"))
    var fault: String?

    @Option(
        help: ArgumentHelp("The share of requests that the fault befalls.", valueName: "share"))
    var faultShare = 1.0

    @Option(
        help: ArgumentHelp("What the way to the clients carries.", valueName: "bytes/s"))
    var linkRate: Int?

    @Option(
        help: ArgumentHelp("How long every write is on its way to the clients.", valueName: "ms"))
    var linkDelay: Double?

    @Option(help: "Seed of the latency model.")
    var seed: UInt64 = 1

    @Option(help: "Server threads.")
    var threads = 1

    @Flag(
        name: .customLong("truth"), inversion: .prefixedNo,
        help: "Write the server's own times as comments into the streams.")
    var tellsTruth = true

    @OptionGroup(title: "Limits")
    var limits: ServeLimitOptions

    /// Of whoever started it for itself alone: a process that is killed ends no other.
    @Option(help: ArgumentHelp("End with this process, the parent.", visibility: .private))
    var withParent: Int32?

    @Flag(name: .shortAndLong, help: "Log every request to standard error.")
    var verbose = false

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port takes 0 to 65535.")
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads takes 1 to 64.") }
        guard (1...1_000_000_000_000).contains(linkRate ?? 1) else {
            throw ValidationError("--link-rate takes a number of bytes from 1.")
        }
        guard (0...86_400_000).contains(linkDelay ?? 0) else {
            throw ValidationError("--link-delay takes a number of milliseconds up to a day.")
        }
        try EmulatorFault.validate(fault, faultShare, of: "--fault")
        try PlanCheck.validateEngine(engine, of: "--engine")
        try PlanCheck.validateTokenizer(tokenizer, of: "--tokenizer")
        let replaced = [
            (timeToFirstToken != nil, "--ttft"), (gap != nil, "--gap"), (tokens != nil, "--tokens"),
            (batching != nil, "--batching"), (fault != nil, "--fault"), (engine != nil, "--engine"),
        ]
        if like != nil, let option = replaced.first(where: \.0)?.1 {
            throw ValidationError(
                "\(option) and --like exclude each other: the record says how answers are; leave out one of them."
            )
        }
        if engine != nil,
            let option = timeToFirstToken.map({ _ in "--ttft" }) ?? gap.map({ _ in "--gap" })
        {
            throw ValidationError(
                "\(option) and --engine exclude each other: the engine says when tokens come; leave out one of them."
            )
        }
    }

    func run() async throws {
        let server: EmulatorServer
        do {
            server = try await EmulatorServer.start(try configuration())
        } catch let error as ValidationError {
            throw error
        } catch let error as EmulatorPlanError {
            throw ValidationError(error.description)
        } catch {
            Terminal.warn("streamgauge: cannot serve on \(place): \(error)")
            throw ExitCode.targetUnusable
        }
        for remark in try limits.remarks() { Terminal.warn("Not as it was found: \(remark).") }
        // Whoever starts it waits for this line.
        let line = "Serving \(unixSocket ?? server.baseURL) (Ctrl-C ends it)\n"
        do {
            try Terminal.say(line)
        } catch {
            try await server.stop()
            throw error
        }
        await untilSignal()
        try await server.stop()
    }

    private var place: String { unixSocket ?? "\(host):\(port)" }

    private func configuration() throws -> EmulatorConfiguration {
        var plan = EmulatorPlan()
        plan.timeToFirstTokenMilliseconds = timeToFirstToken ?? plan.timeToFirstTokenMilliseconds
        plan.gapMilliseconds = gap ?? plan.gapMilliseconds
        plan.outputTokens = tokens ?? plan.outputTokens
        plan.batching = batching ?? plan.batching
        plan.fault = fault
        plan.engine = engine
        plan.like = like
        plan.tokenizer = tokenizer
        plan.faultShare = faultShare
        plan.seed = seed
        plan.tellsTruth = tellsTruth
        try PlanCheck.validate(plan.timeToFirstTokenMilliseconds, of: "--ttft")
        try PlanCheck.validate(plan.gapMilliseconds, of: "--gap")
        try PlanCheck.validate(plan.outputTokens, of: "--tokens")
        var configuration = EmulatorConfiguration(plan: plan)
        configuration.likeness = try plan.likeness(of: "--like")
        configuration.host = host
        configuration.port = port
        configuration.unixSocket = unixSocket
        configuration.threads = threads
        let keys = try limits.keys()
        configuration.apiKeys = keys.map(\.key)
        configuration.limits = try limits.limitProfile(keys)
        if linkRate != nil || linkDelay != nil {
            var link = LinkShape()
            link.bytesPerSecond = linkRate
            link.delay = .nanoseconds(Int64((linkDelay ?? 0) * 1_000_000))
            configuration.link = link
        }
        configuration.logger.logLevel = verbose ? .debug : .warning
        return configuration
    }

    private func untilSignal() async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let signals = Signals { continuation.yield() }
        let watch = withParent.map { parent in
            Task {
                while getppid() == parent { try await Task.sleep(for: .milliseconds(200)) }
                continuation.yield()
            }
        }
        for await _ in stream { break }
        watch?.cancel()
        withExtendedLifetime(signals) {}
    }
}
