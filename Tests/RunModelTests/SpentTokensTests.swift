import RunModel
import Testing

@Suite struct SpentTokensTests {
    private func request(
        status: Int?, _ outcome: Outcome, events: Int = 0, prompt: Int? = nil, output: Int? = nil
    ) -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        request.status = status
        request.outcome = outcome
        request.events.output = events
        request.tokens.prompt = prompt
        request.tokens.output = output
        request.bytes.request = 300
        return request
    }

    private func spent(_ requests: RequestRecord...) -> SpentTokens {
        var spent = SpentTokens()
        for request in requests { spent.add(request) }
        return spent
    }

    @Test func `what was refused is free, in a body of 200 too`() {
        #expect(
            spent(
                request(status: 429, .rateLimited), request(status: nil, .connect),
                request(status: 200, .inBandError)) == SpentTokens())
    }

    @Test func `an answer that was begun and given up is paid for`() {
        let givenUp = spent(request(status: 200, .timeoutFirstToken))
        #expect(givenUp.requests == 1 && givenUp.promptTokens == 100)
    }

    @Test func `tokens that only the total tells make the cost a lower bound`() {
        var hidden = request(status: 200, .ok, events: 4, prompt: 40, output: 4)
        hidden.tokens.areMoreInTotal = true
        var sum = spent(hidden, request(status: 200, .ok, events: 4, prompt: 40, output: 4))
        #expect(sum.understatedRequests == 1)
        sum.add(spent(hidden))
        #expect(sum.understatedRequests == 2 && spent().understatedRequests == nil)
    }

    @Test func `what broke off after some output costs that, and counts of the target hold`() {
        let broken = spent(request(status: 200, .truncated, events: 7))
        #expect(broken.promptTokens == 100 && broken.outputTokens == 7)
        #expect(broken.requests == 1 && broken.estimatedRequests == 1)
        let told = spent(request(status: 200, .inBandError, prompt: 40, output: 0))
        #expect(told.promptTokens == 40 && told.outputTokens == 0 && told.estimatedRequests == 0)
    }
}
