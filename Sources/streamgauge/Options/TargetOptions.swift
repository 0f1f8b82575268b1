import ArgumentParser
import Emulator
import RunModel

/// Whom to ask and how to connect.
struct TargetOptions: ParsableArguments {
    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "API address up to the version, such as http://127.0.0.1:8000/v1 (or OPENAI_BASE_URL). "
                + "The key: OPENAI_API_KEY, or --api-key-file. More than once: front ends, in turn.",
            valueName: "url"))
    var baseURLs: [String] = []

    /// The first, where one is given.
    var baseURL: String? { baseURLs.first }

    @Option(
        help: ArgumentHelp(
            "API to ask by: chat (the default), completions, responses or messages.",
            valueName: "name"))
    var api: APIName?

    @Option(
        help: ArgumentHelp(
            "Whose API it is, for defaults of address, key and headers: openai, azure, anthropic, openrouter, "
                + "gemini, groq, mistral, deepseek, together, fireworks, xai, vllm, sglang, llamacpp, ollama, "
                + "lmstudio or litellm.", valueName: "name", visibility: .hidden))
    var provider: Provider?

    @Flag(help: "Measure the embedded emulator, whatever OPENAI_BASE_URL says.")
    var emulator = false

    @Option(
        name: .customLong("source-address"),
        help: ArgumentHelp(
            "A local IP address to connect from; more than once: in turn (default: the system's choice).",
            valueName: "ip", visibility: .hidden))
    var sourceAddresses: [String] = []

    @Option(
        help: ArgumentHelp("Connect to this Unix socket.", valueName: "path", visibility: .hidden))
    var unixSocket: String?

    @Option(
        help: ArgumentHelp(
            "File that holds the API key; else OPENAI_API_KEY. Never an argument.",
            valueName: "file"))
    var apiKeyFile: String?

    @Flag(
        help: ArgumentHelp(
            "Open a new connection for every request instead of keeping connections alive.",
            visibility: .hidden))
    var freshConnections = false

    @Flag(help: ArgumentHelp("Use HTTP/2; see the caveat it prints.", visibility: .hidden))
    var http2 = false

    @Option(
        name: .customLong("cacert"),
        help: ArgumentHelp(
            "Trust the certificates in this PEM file.", valueName: "file", visibility: .hidden))
    var caFile: String?

    @Flag(
        help: ArgumentHelp(
            "Let the server compress its answers; the report tells what it saves.",
            visibility: .hidden))
    var compressed = false

    @Flag(
        help: ArgumentHelp(
            "Do not verify the server's certificate. Recorded with the run.", visibility: .hidden))
    var insecure = false

    @Option(
        name: .customLong("emulator-ttft"),
        help: ArgumentHelp(
            "Emulator: time to first token in ms, a distribution.", valueName: "ms",
            visibility: .hidden))
    var emulatorTimeToFirstToken: String?

    @Option(
        name: .customLong("emulator-gap"),
        help: ArgumentHelp(
            "Emulator: time between tokens in ms, a distribution.", valueName: "ms",
            visibility: .hidden))
    var emulatorGap: String?

    @Option(
        name: .customLong("emulator-tokens"),
        help: ArgumentHelp(
            "Emulator: tokens of an answer, a distribution.", valueName: "n", visibility: .hidden))
    var emulatorTokens: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: one engine with a capacity for all answers, KEY=VALUE,… of serve --help.",
            valueName: "spec", visibility: .hidden))
    var emulatorEngine: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: how prompts are counted, such as words=1.3,template=11 (default: a token a word).",
            valueName: "spec", visibility: .hidden))
    var emulatorTokenizer: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: answers as in this run's record; see serve --like.", valueName: "folder",
            visibility: .hidden))
    var emulatorLike: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: what goes wrong in a share of the requests; docs/emulator.md has the kinds.",
            valueName: "kind", visibility: .hidden))
    var emulatorFault: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: the share of requests that the fault befalls, 0 to 1; all unless told.",
            valueName: "share", visibility: .hidden))
    var emulatorFaultShare: Double?

    func validate() throws {
        try PlanCheck.validateEngine(emulatorEngine, of: "--emulator-engine")
        try EmulatorFault.validate(emulatorFault, emulatorFaultShare, of: "--emulator-fault")
        let address = baseURL.map { _ in "--base-url" } ?? unixSocket.map { _ in "--unix-socket" }
        if let address, let option = emulatorOptions.first {
            throw TargetChoice.contradiction(address, option)
        }
    }

    func apply(to plan: inout RunPlan) {
        if let baseURL {
            plan.target.baseURL = baseURL
            plan.target.otherBaseURLs = baseURLs.count > 1 ? Array(baseURLs.dropFirst()) : nil
        }
        if let first = sourceAddresses.first {
            plan.connection.sourceAddress = first
            plan.connection.otherSourceAddresses =
                sourceAddresses.count > 1 ? Array(sourceAddresses.dropFirst()) : nil
        }
        plan.target.provider = provider ?? plan.target.provider
        plan.target.api = api ?? plan.target.api
        plan.target.unixSocket = unixSocket ?? plan.target.unixSocket
        plan.target.emulator.timeToFirstTokenMilliseconds =
            emulatorTimeToFirstToken ?? plan.target.emulator.timeToFirstTokenMilliseconds
        plan.target.emulator.gapMilliseconds =
            emulatorGap ?? plan.target.emulator.gapMilliseconds
        plan.target.emulator.outputTokens = emulatorTokens ?? plan.target.emulator.outputTokens
        plan.target.emulator.engine = emulatorEngine ?? plan.target.emulator.engine
        plan.target.emulator.tokenizer = emulatorTokenizer ?? plan.target.emulator.tokenizer
        plan.target.emulator.like = emulatorLike ?? plan.target.emulator.like
        plan.target.emulator.fault = emulatorFault ?? plan.target.emulator.fault
        plan.target.emulator.faultShare = emulatorFaultShare ?? plan.target.emulator.faultShare
        if freshConnections { plan.connection.isFresh = true }
        if http2 { plan.connection.usesHTTP2 = true }
        plan.connection.caFile = caFile ?? plan.connection.caFile
        if compressed { plan.connection.asksForCompression = true }
        if insecure { plan.connection.isInsecure = true }
    }
}

extension APIName: ExpressibleByArgument {}
extension Provider: ExpressibleByArgument {}

/// Refuses faults that the emulator does not know, before anything starts.
enum EmulatorFault {
    /// - Throws: `ValidationError` naming the option, with the list of kinds where the kind is wrong.
    static func validate(_ kind: String?, _ share: Double?, of option: String) throws {
        do throws(EmulatorPlanError) {
            if let kind { _ = try Fault(named: kind) }
        } catch {
            throw ValidationError("\(option): \(error.description).")
        }
        guard (0...1).contains(share ?? 1) else {
            throw ValidationError("\(option)-share takes a number from 0 to 1.")
        }
    }
}
