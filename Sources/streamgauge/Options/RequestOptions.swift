import ArgumentParser
import RunModel

/// What to ask for.
struct RequestOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Model to ask for.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "both (each prompt streamed and not, in pairs), streaming or non_streaming.",
            valueName: "modes"))
    var modes: ModeChoice?

    @Option(help: ArgumentHelp("The same prompt for every request.", valueName: "text"))
    var prompt: String?

    @Option(
        help: ArgumentHelp(
            "Prompts taken in turn from a file (- for standard input): JSONL, a line a string, a messages array, or "
                + "an object with prompt, messages or input, and max_tokens; or a data set or trace of "
                + "docs/workloads.md.", valueName: "file")
    )
    var prompts: String?

    @Option(
        name: .customLong("prompts-format"),
        help: ArgumentHelp(
            "Form of the prompts file or trace (default: as it looks): "
                + PromptsFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "form", visibility: .hidden))
    var promptsFormat: PromptsFormat?

    @Option(
        help: ArgumentHelp(
            "Leave out rows of a trace whose prompts are longer.", valueName: "n",
            visibility: .hidden))
    var maxPromptTokens: Int?

    @Option(
        help: ArgumentHelp(
            "Words of a synthetic prompt: 200, 50..400 or normal(200,40); different in every request.",
            valueName: "distribution", visibility: .hidden))
    var inputTokens: String?

    @Option(
        help: ArgumentHelp(
            "Tokens to ask for with max_tokens, drawn for every request.",
            valueName: "distribution", visibility: .hidden))
    var outputTokens: String?

    @Flag(
        name: .customLong("exact-input"), inversion: .prefixedNo,
        help: ArgumentHelp(
            "Make --input-tokens, and a trace's lengths, tokens as the target counts them: four requests before the "
                + "run learn how many words a token is. Default: of a trace.", visibility: .hidden))
    var exactInput: Bool?

    @Flag(
        name: .customLong("exact-output"),
        help: ArgumentHelp(
            "Have answers as long as --max-tokens, --output-tokens or the trace say, by ignore_eos and min_tokens, where the "
                + "target takes them.", visibility: .hidden))
    var exactOutput = false

    @Option(help: ArgumentHelp("max_tokens of every request.", valueName: "n", visibility: .hidden))
    var maxTokens: Int?

    @Option(help: ArgumentHelp("Sampling temperature.", valueName: "t", visibility: .hidden))
    var temperature: Double?

    @Option(
        name: .customLong("header"),
        help: ArgumentHelp(
            "Extra header line; may be repeated.", valueName: "name: value", visibility: .hidden))
    var headers: [String] = []

    @Option(
        name: .customLong("secret-header"),
        help: ArgumentHelp(
            "Header whose value is a secret, such as api-key: from the environment variable of its name "
                + "(API_KEY), or NAME=VARIABLE, or NAME=@FILE; may be repeated.", valueName: "name",
            visibility: .hidden)
    )
    var secretHeaders: [String] = []

    @Option(
        name: .customLong("request-id-header"),
        help: ArgumentHelp(
            "Header in which the server names each request, for requests.csv (default x-request-id).",
            valueName: "name", visibility: .hidden))
    var requestIDHeader: String?

    @Option(
        help: ArgumentHelp(
            "JSON object whose members replace those of the request body.", valueName: "json",
            visibility: .hidden))
    var body: String?

    @Flag(
        name: .customLong("usage"), inversion: .prefixedNo,
        help: ArgumentHelp(
            "Ask the server for token counts (stream_options.include_usage). Default: yes.",
            visibility: .hidden))
    var asksForUsage: Bool?

    @Option(
        help: ArgumentHelp(
            "JSON file with a list of tools that the model may call, in any API's form.",
            valueName: "file", visibility: .hidden))
    var tools: String?

    @Option(
        help: ArgumentHelp(
            "With --tools: auto, none, required or a tool's name.", valueName: "choice",
            visibility: .hidden))
    var toolChoice: String?

    @Flag(
        help: ArgumentHelp(
            "Count thinking that stands in the answer, as in <think>…</think>, as reasoning.",
            visibility: .hidden))
    var thinkTags = false

    @Option(
        help: ArgumentHelp(
            "End each stream ourselves after so many output events; the outcome is 'capped'.",
            valueName: "n", visibility: .hidden))
    var capEvents: Int?

    func apply(to plan: inout RunPlan) {
        var request = plan.request
        request.model = model ?? request.model
        request.modes = modes ?? request.modes
        // A prompt of the command line replaces whatever kind the plan had.
        if prompt != nil || prompts != nil {
            request.prompt = prompt
            request.promptsFile = prompts
        }
        if inputTokens != nil {
            request.prompt = nil
            request.promptsFile = nil
        }
        if prompt != nil || inputTokens != nil {
            request.promptsFormat = nil
            request.maxPromptTokens = nil
        }
        request.promptsFormat = promptsFormat ?? request.promptsFormat
        request.maxPromptTokens = maxPromptTokens ?? request.maxPromptTokens
        request.exactInput = exactInput ?? request.exactInput
        if exactOutput { request.exactOutput = true }
        request.inputTokens = inputTokens ?? request.inputTokens
        request.outputTokens = outputTokens ?? request.outputTokens
        request.maxTokens = maxTokens ?? request.maxTokens
        request.temperature = temperature ?? request.temperature
        if !headers.isEmpty { request.headers = headers }
        if !secretHeaders.isEmpty { request.secretHeaders = secretHeaders }
        request.requestIdHeader = requestIDHeader ?? request.requestIdHeader
        request.body = body ?? request.body
        request.asksForUsage = asksForUsage ?? request.asksForUsage
        request.toolsFile = tools ?? request.toolsFile
        request.toolChoice = toolChoice ?? request.toolChoice
        if thinkTags { request.thinkTags = true }
        request.capEvents = capEvents ?? request.capEvents
        plan.request = request
    }

    func validate() throws {
        for (name, value) in [("--model", model), ("--prompt", prompt)] where value?.isEmpty == true
        {
            throw ValidationError(
                "\(name) is empty, as where a variable is not set; give it a value or leave it out."
            )
        }
        if [prompt, prompts, inputTokens].compactMap({ $0 }).count > 1 {
            throw ValidationError(
                "--prompt, --prompts and --input-tokens exclude each other; give one of them.")
        }
    }
}

extension ModeChoice: ExpressibleByArgument {
    package init?(argument: String) { self.init(typed: argument) }
}
extension PromptsFormat: ExpressibleByArgument {}
extension ArrivalKind: ExpressibleByArgument {}
extension ChunkPolicy: ExpressibleByArgument {}
extension ByteCount: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension TimeSpan: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
