import Emulator
import Statistics
import Testing

@Suite struct EngineSpecTests {
    @Test func `one key is enough, and each is read with its unit`() throws {
        #expect(try EngineSpec(parsing: "default") == EngineSpec())
        var expected = EngineSpec()
        expected.batch = 8
        #expect(try EngineSpec(parsing: "batch=8") == expected)
        let all = try EngineSpec(
            parsing: """
                batch=4, queue=none, refuse=429, prefill=12000/s, chunk=512, step=15ms, \
                step-per-sequence=250us, cache=100000, cold=1m30s, cold-factor=3, drift=5%/min, \
                failures=0.01, other=2.5/s, other-prompt=lognormal(300,0.5), other-output=10..50
                """)
        #expect(all.batch == 4 && all.queue == nil && all.refusal == .status429)
        #expect(all.prefillRate == 12_000 && all.chunk == 512)
        #expect(all.step == .milliseconds(15) && all.stepPerSequence == .microseconds(250))
        #expect(all.cache == 100_000 && all.cold == .seconds(90) && all.coldFactor == 3)
        #expect(all.driftPerMinute == 0.05 && all.failures == 0.01 && all.otherRate == 2.5)
        #expect(all.otherPrompt == .logNormal(median: 300, sigma: 0.5))
        #expect(all.otherOutput == .uniform(10, 50))
    }

    @Test(arguments: [
        ("batch", "'batch' is no KEY=VALUE; write batch=16,prefill=8000/s,step=20ms, or default"),
        ("batch=0", "batch=0: 'batch' takes a whole number from 1 to 100000"),
        ("queue=-1", "queue=-1: 'queue' takes a whole number from 0 to 10000000, or none"),
        ("batch=1,batch=2", "'batch' stands twice; say it once"),
        ("step=20", "step=20: 'step' takes a time with its unit, such as 20ms or 1.5s"),
        ("prefill=fast", "prefill=fast: 'prefill' takes a number a second, such as 8000/s"),
        ("drift=200%", "drift=200%: 'drift' takes a share from 0 to 1, such as 5%/min"),
        ("refuse=500", "refuse=500: 'refuse' takes 503, 429 or event"),
        (
            "other-prompt=few",
            "other-prompt: 'few' is not a distribution; write 200, 50..400, normal(200,40), "
                + "lognormal(200,0.4), exponential(200) or gamma(200,2)"
        ),
    ])
    func `a mistake is told with what to write`(text: String, sentence: String) {
        #expect(throws: EmulatorPlanError.self) { try EngineSpec(parsing: text) }
        do {
            _ = try EngineSpec(parsing: text)
        } catch {
            #expect(error.description == sentence)
        }
    }

    @Test func `an unknown key is told with those that there are`() {
        do {
            _ = try EngineSpec(parsing: "batches=4")
            Issue.record("there is no such key")
        } catch {
            #expect(error.description.hasPrefix("an engine has no 'batches'; write one of batch, "))
        }
    }
}
