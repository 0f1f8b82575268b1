/// What tokens cost, in whatever currency, a million of them.
package struct PricePlan: Codable, Sendable, Equatable {
    /// Of the prompt.
    package var input: Double
    /// Of the prompt, those that the server's cache gave. Absent: as the others.
    package var cached: Double?
    /// Of the answer, reasoning included.
    package var output: Double
    /// Requests a day to tell the cost of. Absent: none are told.
    package var requestsPerDay: Int?

    package init(input: Double, cached: Double? = nil, output: Double) {
        self.input = input
        self.cached = cached
        self.output = output
    }

    /// What tokens cost. `cached` are some of `prompt`.
    package func cost(prompt: Int, cached: Int, output: Int) -> Double {
        let known = min(max(0, cached), prompt)
        return
            (Double(prompt - known) * input + Double(known) * (self.cached ?? input)
            + Double(output) * self.output) / 1e6
    }
}
