import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct BaselineChoiceTests {
    private let new = SyntheticPast.run(900, branch: "feature")

    private func choice(
        _ past: [PastRun], branch: String? = "main", own: String? = nil, count: Int = 10
    ) -> BaselineChoice {
        BaselineChoice(lastOf: past, branch: branch, ownBranch: own, count: count, like: new)
    }

    @Test func `takes the last runs of the branch, whatever order they are read in`() {
        let past = (0..<15).map { SyntheticPast.run($0) } + [SyntheticPast.run(20, branch: "other")]
        #expect(choice(past.shuffled()).runs.map(\.id) == (5..<15).map { SyntheticPast.run($0).id })
    }

    @Test func `passes over what is no measure, and says why`() {
        var past = (0..<6).map { SyntheticPast.run($0) }
        past[1].exclusion = "the network was broken"
        past[2].profile.ending = .interrupted
        past[3].profile.trust = .notTrustworthy
        let found = choice(past)
        #expect(found.runs.map(\.id) == [past[0], past[4], past[5]].map(\.id))
        #expect(Set(found.passedOver.map(\.reason)) == [.excluded, .ended, .notTrustworthy])
        #expect(found.passedOver.contains { $0.text == "the network was broken" })
    }

    @Test func `a level is accepted by a word, not by repetition`() {
        var past = (0..<6).map { SyntheticPast.run($0) }
        for number in 6..<12 {
            var run = SyntheticPast.run(number, firstToken: 260)
            run.verdict = .regression
            past.append(run)
        }
        let found = choice(past)
        #expect(found.runs.map(\.id) == past[..<6].map(\.id))
        #expect(found.passedOver.allSatisfy { $0.reason == .regression })
        past[9].blessing = "wanted"
        #expect(choice(past).runs.map(\.id) == [past[9].id])
    }

    /// A gate that was ended, or that died while it looked worse, leaves runs that nothing cleared.
    @Test func `a run that looked worse and was never cleared is no measure until it is blessed`() {
        var past = (0..<6).map { SyntheticPast.run($0) }
        past[5].isSuspect = true
        #expect(choice(past).passedOver.map(\.reason) == [.suspect])
        past[5].blessing = "looked at"
        #expect(choice(past).runs.map(\.id) == [past[5].id])
    }

    /// A branch such as `develop` that asks to be merged is no measure for others, and is one for itself.
    @Test func `what a pull request wants to merge is no run of its branch for others`() {
        var past = (0..<6).map { SyntheticPast.run($0) }
        past[5].labels[RunLabels.targetBranchName] = "release"
        #expect(choice(past, own: "feature").runs.map(\.id) == past[..<5].map(\.id))
        #expect(choice(past, own: "main").runs.count == 6)
    }

    @Test func `a past run that changed in its midst measures neither level`() throws {
        var past = (0..<6).map { SyntheticPast.run($0) }
        for round in 0..<10 {
            let value = RoundValue(.firstTokenP50, round == 0 ? 900 : 200 + Double(round) / 10)
            past[2].profile.modes[0].rounds[round].values[0] = value
        }
        #expect(choice(past).passedOver.map(\.reason) == [.coldStart])
    }

    @Test func `runs of other work are none`() {
        let item = RunProfile.PlanItem(key: "load.concurrency", value: "8")
        let past = [SyntheticPast.run(0, work: [item]), SyntheticPast.run(1)]
        let found = choice(past)
        #expect(found.runs.map(\.id) == [past[1].id])
        #expect(found.passedOver.first?.reason == .otherWork)
        #expect(found.passedOver.first?.text == "load.concurrency")
    }

    @Test func `imported runs and those of limits never mix with runs`() {
        var past = (0..<3).map { SyntheticPast.run($0) }
        past[0].kind = .imported
        past[1].kind = .limits
        #expect(choice(past).runs.map(\.id) == [past[2].id])
    }

    @Test func `begins with the blessed run`() {
        var past = (0..<8).map { SyntheticPast.run($0) }
        past[4].blessing = "the larger model is wanted"
        let found = choice(past)
        #expect(found.runs.map(\.id) == past[4...].map(\.id))
        #expect(found.blessed?.blessing == "the larger model is wanted")
    }

    @Test func `a blessing on the own branch holds there before it is merged`() {
        var past = (0..<6).map { SyntheticPast.run($0) }
        var blessed = SyntheticPast.run(10, firstToken: 300, branch: "feature")
        blessed.blessing = "wanted"
        past.append(blessed)
        #expect(choice(past, own: "feature").runs.map(\.id) == [blessed.id])
        #expect(choice(past, own: "another").runs.count == 6)
    }

    @Test func `a release that is older than a blessing holds no more`() {
        var past = (0..<8).map { SyntheticPast.run($0) }
        for place in 0..<5 { past[place].baselines = ["release"] }
        #expect(
            BaselineChoice(named: "release", of: past, branch: "main", like: new).runs.count == 5)
        past[6].blessing = "wanted"
        let found = BaselineChoice(named: "release", of: past, branch: "main", like: new)
        #expect(found.runs.isEmpty)
        #expect(found.passedOver.allSatisfy { $0.reason == .beforeBlessing })
    }

    @Test func `a blessing on the own branch ends a release too`() {
        var past = (0..<5).map { SyntheticPast.run($0) }
        for place in past.indices { past[place].baselines = ["release"] }
        var blessed = SyntheticPast.run(10, firstToken: 300, branch: "feature")
        blessed.blessing = "wanted"
        past.append(blessed)
        #expect(
            BaselineChoice(named: "release", of: past, branch: "main", like: new).runs.isEmpty)
    }
}
