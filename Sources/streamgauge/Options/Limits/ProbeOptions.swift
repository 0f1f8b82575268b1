import ArgumentParser
import RunModel

/// What a limits run asks for.
struct ProbeOptions: ParsableArguments {
    /// Streams have to stay open for as long as they are asked to.
    static let prompt =
        "Count upwards from one, in words, one number a line. Do not stop before ten thousand."

    @Option(help: ArgumentHelp("Model to ask for.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Prompt of every request; it should make answers long (default: to count).",
            valueName: "text"))
    var prompt: String?

    @Option(
        name: .customLong("header"),
        help: ArgumentHelp("Extra header line; may be repeated.", valueName: "name: value"))
    var headers: [String] = []

    @Option(
        name: .customLong("request-id-header"),
        help: ArgumentHelp(
            "Header in which the server names each request, for requests.csv (default x-request-id).",
            valueName: "name"))
    var requestIDHeader: String?

    @Option(
        help: ArgumentHelp(
            "JSON object whose members replace those of the request body.", valueName: "json"))
    var body: String?

    func apply(to plan: inout RunPlan) {
        plan.request.model = model ?? plan.request.model
        plan.request.prompt = prompt ?? plan.request.prompt
        if !headers.isEmpty { plan.request.headers = headers }
        plan.request.requestIdHeader = requestIDHeader ?? plan.request.requestIdHeader
        plan.request.body = body ?? plan.request.body
    }
}
