internal import RunModel
internal import Wire
internal import Workload

/// The bytes of each request's body: a function of the plan and the ticket.
struct RequestBodies: Sendable {
    let api: API
    let request: RequestPlan
    /// What is known of the target's provider.
    let traits: ProviderTraits?
    let prompts: PromptSource
    /// Members that offer tools.
    let tools: [JSONMember]
    /// Top-level members of `--body`, which replace what stands there.
    let overrides: [JSONMember]

    /// What the request asks for with `max_tokens`.
    func maxTokens(for ticket: Ticket) -> Int? {
        ticket.maxTokens ?? prompts.maxTokens(for: ticket.prompt) ?? api.requiredMaxTokens
    }

    /// Says in a record what its plan makes of the request, beside what stands in the body.
    func describe(_ ticket: Ticket, in record: inout RequestRecord) {
        guard ticket.ask == nil else { return }
        record.requestClass = prompts.mix?.name(of: ticket.prompt)
        record.bytes.media = prompts.media?.bytes(of: ticket.prompt)
        record.leaveAfter = prompts.readers?.leaveAfter(of: ticket.prompt)
        if request.quality?.usesDigests == true {
            record.promptDigest = prompts.digest(of: ticket.prompt)
        }
    }

    /// `answers` are what was said in the ticket's conversation before, where that is not scripted.
    func body(
        for ticket: Ticket, _ manner: RequestManner, answers: [[UInt8]] = []
    ) -> [UInt8] {
        api.body(
            of: AnswerRequest(
                model: manner.model, prompt: prompt(for: ticket, answers),
                isStreaming: ticket.mode == .streaming,
                asksForUsage: manner.asksForUsage, maxTokens: maxTokens(for: ticket),
                tokenLimit: manner.tokenLimit, temperature: request.temperature,
                tools: tools,
                overrides: exactOutput(for: ticket, manner) + overrides))
    }

    private func prompt(for ticket: Ticket, _ answers: [[UInt8]]) -> AnswerRequest.Prompt {
        guard prompts.hasConversations, ticket.ask == nil, let turn = ticket.turn, turn > 0 else {
            return promptAlone(for: ticket)
        }
        let questions = prompts.questions(for: ticket)
        var json = Array("[".utf8)
        for (place, question) in questions.enumerated() {
            json += #"{"role":"user","content":"#.utf8
            JSONText.appendQuoted(question, to: &json)
            guard place < turn else { break }
            json += #"},{"role":"assistant","content":"#.utf8
            if prompts.scriptsAnswers {
                let answer = prompts.scriptedAnswer(to: ticket.prompt - turn + place)
                JSONText.appendQuoted(answer, to: &json)
            } else {
                json.append(UInt8(ascii: "\""))
                if answers.indices.contains(place) { json += answers[place] }
                json.append(UInt8(ascii: "\""))
            }
            json += "},".utf8
        }
        json += "}]".utf8
        return .messages(json: String(decoding: json, as: UTF8.self))
    }

    /// What a request without anything before it asks, with what goes along.
    private func promptAlone(for ticket: Ticket) -> AnswerRequest.Prompt {
        let prompt = AnswerRequest.Prompt(prompts.prompt(for: ticket))
        guard case .text(let text) = prompt, ticket.ask == nil, let media = prompts.media else {
            return prompt
        }
        return .media(text, media.parts(of: ticket.prompt))
    }

    /// What servers of open models take as an order to write as many tokens as asked for. The user's own members win.
    private func exactOutput(for ticket: Ticket, _ manner: RequestManner) -> [JSONMember] {
        guard manner.asksForExactOutput, let tokens = maxTokens(for: ticket) else { return [] }
        return [
            JSONMember(name: "ignore_eos", json: "true"),
            JSONMember(name: "min_tokens", json: "\(tokens)"),
        ]
    }
}
