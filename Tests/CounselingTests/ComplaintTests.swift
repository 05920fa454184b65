import Counseling
import Foundation
import Testing

/// Complaints as their events make them.
@Suite("Complaints")
struct ComplaintTests {
    private let people: [Identifier<Person>]
    private let id: Identifier<Complaint>
    private let start: UTCTime

    init() throws {
        people = try (1...6).map { try Identifier(bytes: [UInt8](repeating: $0, count: 16)) }
        id = try Identifier(bytes: [UInt8](repeating: 9, count: 16))
        start = try #require(UTCTime(rfc3339: "2026-11-27T02:00:00Z"))
    }

    private func filing(_ fields: String = "", against: ComplaintRespondent = .unknown) throws -> ComplaintFiling {
        let form = try ComplaintForm.read(
            json: Array(#"{"by": "client", "against": "unknown", "text": "迟到"\#(fields)}"#.utf8))
        return ComplaintFiling(
            form, against: against, at: start, secret: String(repeating: "ab", count: 32))
    }

    private func complaint(
        _ steps: [(Int, ComplaintEvent)], _ fields: String = "", against: ComplaintRespondent = .unknown,
        committee: [Identifier<Person>]? = nil, sharedAt: String = "2027-01-06T02:00:00Z",
        wasPutOut: (Identifier<Person>, ChainLink, ChainLink?) -> Bool = { _, _, _ in false }
    ) throws -> Complaint {
        let all = [(0, .received(id, try filing(fields, against: against), key: "AA=="))] + steps
        let later = try #require(UTCTime(rfc3339: sharedAt))
        let events = all.enumerated().map { place, step in
            ThreadEvent(
                number: UInt32(place) + 1, at: step.1.act == .share ? later : start, by: people[step.0], what: step.1)
        }
        let made = Complaint(events, committee: Set(committee ?? people), wasPutOut: wasPutOut)
        return try #require(made)
    }

    private func triaged(_ track: String = "ordinary") throws -> ComplaintEvent {
        .triaged(
            try ComplaintTriage.read(
                json: Array(#"{"track": "\#(track)", "summary": "迟到", "allegations": "两次"}"#.utf8)))
    }

    private func decided(_ outcome: String) throws -> ComplaintEvent {
        .decided(
            try JSONDecoder().decode(
                ComplaintDecision.self,
                from: Data(
                    #"{"outcome": "\#(outcome)", "reasons": "理由", "remedies": [], "lessons": []}"#.utf8)))
    }

    /// Up to the day the respondent was told, a panel of 1, 2 and 3.
    private func shared(on day: String = "2026-11-30") throws -> [(Int, ComplaintEvent)] {
        [
            (0, .acknowledged), (0, try triaged()), (0, .seated(Array(people[1...3]))),
            (1, .shared(on: try #require(CalendarDate(day)))),
        ]
    }

    @Test("a panel with whom it is about, or with somebody who never was on the committee, counts for nobody")
    func panelOfStrangers() throws {
        let steps: [(Int, ComplaintEvent)] = [
            (0, .acknowledged), (0, try triaged()), (0, .seated(Array(people[1...3]))),
        ]
        let sound = try complaint(steps)
        #expect(sound.panel == Array(people[1...3]) && sound.irregular.isEmpty)
        let respondent = try complaint(steps, against: .person(people[2]))
        #expect(respondent.panel.isEmpty && respondent.stage == .triaged && respondent.irregular == [4])
        let stranger = try complaint(steps, committee: people.filter { $0 != people[3] })
        #expect(stranger.panel.isEmpty && stranger.stage == .triaged && stranger.irregular == [4])
    }

    @Test("no step counts from whom it is about, nor from who never was on the committee, but that they step back")
    func stepsOfStrangers() throws {
        let steps: [(Int, ComplaintEvent)] = [
            (1, .acknowledged), (1, try triaged()), (1, .recused(people[0])), (1, .recused(people[1])),
        ]
        for found in [
            try complaint(steps, against: .person(people[1])),
            try complaint(steps, committee: people.filter { $0 != people[1] }),
        ] {
            #expect(found.stage == .received && found.irregular == [2, 3, 4])
            #expect(found.recused == [people[1]] && found.chair == nil)
        }
    }

    @Test("before a panel sits nobody puts out another, whoever took it up or triaged it, so that a panel can sit")
    func noChairBeforeAPanel() throws {
        let steps: [(Int, ComplaintEvent)] = [
            (0, .acknowledged), (0, try triaged("same-day")), (2, try triaged()), (2, .recused(people[0])),
            (2, .recused(people[1])), (0, .recused(people[3])), (3, .recused(people[3])),
        ]
        let found = try complaint(steps)
        #expect(found.chair == nil && found.recused == [people[3]] && found.irregular == [5, 6, 7])
        let seated = try complaint(steps + [(2, .seated(Array(people[0...2]))), (2, .recused(people[1]))])
        #expect(seated.panel == Array(people[0...2]) && seated.chair == people[0])
        // The chair is who was named first, and nobody once all of the panel left.
        #expect(seated.irregular == [5, 6, 7, 10])
        let leaving: [(Int, ComplaintEvent)] = [
            (2, .seated(Array(people[0...2]))), (0, .recused(people[0])), (1, .recused(people[1])),
            (2, .recused(people[2])), (4, .recused(people[5])),
        ]
        let empty = try complaint(steps + leaving)
        #expect(empty.panel.isEmpty && empty.chair == nil && empty.irregular == [5, 6, 7, 13])
    }

    @Test("each step follows where the rules have it, and nowhere else", arguments: ComplaintStage.allCases)
    func everyPair(stage: ComplaintStage) {
        let allowed: [ComplaintStage: [ComplaintAct: ComplaintStage]] = [
            .received: [.acknowledge: .acknowledged], .acknowledged: [.triage: .triaged],
            .triaged: [.triage: .triaged, .seat: .seated, .settle: .decided],
            .seated: [.seat: .seated, .share: .shared, .find: .seated, .settle: .decided],
            .shared: [
                .seat: .shared, .share: .shared, .find: .shared, .vote: .shared, .decide: .decided, .settle: .decided,
            ],
            .decided: [.communicate: .communicated], .communicated: [.close: .closed], .closed: [:],
        ]
        for track in [nil] + ComplaintTrack.allCases {
            for act in ComplaintAct.allCases {
                var expected = allowed[stage]?[act]
                if act == .recuse, stage != .closed { expected = stage }
                if track == .mediation, stage == .triaged, act == .seat { expected = nil }
                do throws(RefusedComplaintStep) {
                    #expect(try stage.advance(act, track: track) == expected)
                } catch {
                    #expect(expected == nil)
                    #expect(error.stage == stage && error.act == act)
                }
            }
        }
    }

    @Test("a complaint goes from its receipt to its end, and what the rules do not allow counts for nothing")
    func wholeWay() throws {
        var steps = try shared()
        steps += [
            (4, .finding("旁人")), (1, .finding("查明")), (1, .vote(.upheld)), (1, .vote(.notUpheld)),
            (4, .vote(.notUpheld)),
            (2, try decided("upheld")), (2, .vote(.upheld)), (3, .vote(.partly)), (2, try decided("not-upheld")),
            (2, try decided("upheld")), (1, .closed),
            (1, .communicated(on: try #require(CalendarDate("2027-01-04")))), (1, .closed), (1, .acknowledged),
        ]
        let complaint = try complaint(steps)
        #expect(complaint.stage == .closed)
        #expect(complaint.decision?.outcome == .upheld)
        #expect(complaint.votes.count == 3)
        // A stranger's finding and vote, a second vote, a decision before the votes and one against them, closing too soon.
        #expect(complaint.irregular == [6, 9, 10, 11, 14, 16, 19])
        #expect(complaint.chair == people[1])
    }

    @Test("whoever leaves takes their vote along, nobody puts out who has voted, and the panel is made whole by others")
    func recusal() throws {
        var steps = try shared()
        steps += [(2, .vote(.upheld)), (1, .recused(people[2])), (2, .recused(people[2])), (3, .recused(people[3]))]
        let smaller = try complaint(steps)
        // Not even the chair puts out who has voted.
        #expect(smaller.irregular == [7])
        // Too few sit to decide anything.
        #expect(smaller.carried == nil)
        #expect(smaller.panel == [people[1]])
        #expect(ComplaintDeadlines(WorkingDays(zone: "UTC")).next(smaller)?.act == .seat)
        let again = try complaint(
            steps + [(1, .seated([people[2], people[4]])), (1, .seated([people[4], people[5]]))])
        #expect(again.irregular == [7, 10])
        #expect(again.panel == [people[1], people[4], people[5]])
        #expect(again.unvoted == again.panel)
    }

    @Test("from the first vote on the panel grows no more, and only who was recused is replaced")
    func votedPanelStands() throws {
        var steps = try shared()
        // Before a vote it may grow.
        #expect(try complaint(steps + [(1, .seated([people[4]]))]).panel.count == 4)
        steps += [(1, .vote(.upheld)), (2, .vote(.upheld)), (3, .vote(.notUpheld))]
        let packed = try complaint(
            steps + [
                (3, .seated([people[4], people[5]])), (4, .vote(.notUpheld)), (5, .vote(.notUpheld)),
                (3, try decided("not-upheld")), (1, try decided("upheld")),
            ])
        #expect(packed.irregular == [9, 10, 11, 12] && packed.decision?.outcome == .upheld)
        #expect(packed.panel == Array(people[1...3]) && packed.placesLeft == 0)
        let replaced = try complaint(
            steps + [
                (3, .recused(people[3])), (1, .seated([people[4], people[5]])), (1, .seated([people[4]])),
                (1, .seated([people[5]])),
            ])
        #expect(replaced.irregular == [10, 12] && replaced.panel == [people[1], people[2], people[4]])
        // A vote that was cast while too few sat keeps nobody from making the panel whole.
        let early = try complaint(
            try shared() + [(3, .recused(people[3])), (2, .vote(.upheld)), (1, .seated([people[4]]))])
        #expect(early.irregular.isEmpty && early.panel.count == 3)
    }

    @Test("once a panel sits nobody beside it settles, tells or closes, and whoever was recused does nothing any more")
    func panelAlone() throws {
        let day = try #require(CalendarDate("2027-01-04"))
        var steps = try shared()
        steps += [
            (0, try decided("withdrawn")), (2, .recused(people[2])), (2, try decided("withdrawn")),
            (2, .seated([people[4], people[5]])), (1, try decided("withdrawn")), (0, .communicated(on: day)),
            (3, .communicated(on: day)), (0, .closed), (2, .closed),
        ]
        let complaint = try complaint(steps)
        #expect(complaint.irregular == [6, 8, 9, 11, 13, 14])
        #expect(complaint.stage == .communicated)
        #expect(!complaint.allows(.close, by: people[0]) && !complaint.allows(.close, by: people[2]))
        #expect(complaint.allows(.close, by: people[1]))
        #expect(try self.complaint([(0, .recused(people[0])), (0, .acknowledged)]).irregular == [3])
    }

    @Test("the day on which the respondent was told is a possible one, and corrected until another has voted by it")
    func correctedDay() throws {
        func day(_ text: String) throws -> ComplaintEvent { .shared(on: try #require(CalendarDate(text))) }
        func complaint(_ steps: [(Int, ComplaintEvent)]) throws -> Complaint {
            try self.complaint(steps, sharedAt: "2026-11-27T02:00:00Z")
        }
        // It was handed in on 2026-11-27, and every event is of that time.
        for (text, counts) in [
            ("2099-01-01", false), ("2026-11-29", false), ("2026-11-28", true), ("2026-11-26", true),
            ("2026-11-25", false), ("2000-01-01", false),
        ] {
            let steps = try Array(shared().prefix(3)) + [(2, day(text))]
            let found = try complaint(steps)
            #expect(found.irregular == (counts ? [] : [5]) && (found.sharedOn?.text == text) == counts, "\(text)")
            #expect(found.stage == (counts ? .shared : .seated))
        }
        let steps = try Array(shared().prefix(3)) + [(2, day("2026-11-26")), (2, .vote(.upheld))]
        // A vote of whoever said the day stands for nobody's consent to it.
        let corrected = try complaint(steps + [(1, day("2026-11-27"))])
        #expect(corrected.irregular.isEmpty && corrected.sharedOn?.text == "2026-11-27")
        #expect(corrected.sharedBy == people[1] && !corrected.dayStands)
        let next = ComplaintDeadlines(WorkingDays(zone: "Asia/Shanghai")).next(corrected)
        #expect(next?.answersUntil?.text == "2026-12-11")
        // Neither by whoever voted, nor by others.
        let voted = steps + [(1, try day("2026-11-27")), (3, .vote(.upheld))]
        let again = try complaint(voted + [(2, day("2026-11-28")), (3, day("2026-11-28"))])
        #expect(again.irregular == [9, 10] && again.sharedOn?.text == "2026-11-27" && again.dayStands)
        // One that another said behind a vote is corrected in its turn: that vote was by the day before.
        let back = try complaint(steps + [(1, day("2026-11-28")), (2, day("2026-11-27"))])
        #expect(back.irregular.isEmpty && back.sharedOn?.text == "2026-11-27")
        let strangers = try complaint(Array(steps.prefix(4)) + [(4, day("2026-11-27"))])
        #expect(strangers.irregular == [6] && strangers.sharedOn?.text == "2026-11-26")
    }

    @Test("where a workstation's clock was ahead others' steps say since when a complaint is there")
    func clockAhead() throws {
        let (early, day) = (try #require(UTCTime(rfc3339: "2026-11-20T02:00:00Z")), "2026-11-20")
        func told(by person: Int) throws -> Complaint {
            let steps: [(Int, ComplaintEvent)] =
                try [(1, .received(id, filing(), key: "AA=="))] + shared(on: day).prefix(3).map { (1, $0.1) }
                + [(person, .shared(on: try #require(CalendarDate(day))))]
            let events = steps.enumerated().map { place, step in
                ThreadEvent(number: UInt32(place) + 1, at: early, by: people[step.0], what: step.1)
            }
            return try #require(Complaint(events, committee: Set(people)))
        }
        let (another, same) = (try told(by: 2), try told(by: 1))
        #expect(another.irregular.isEmpty && another.sharedOn?.text == day)
        #expect(another.firstDay(by: people[2]).text == "2026-11-19")
        #expect(same.irregular == [5] && same.sharedOn == nil)
        // What came later was not earlier: the filing was before the steps, whatever it says, and is no later than now.
        let filed = try #require(another.time(at: early) { $0.act == nil })
        #expect(filed.said == start && filed.atLatest == early)
    }

    @Test(
        "whoever is out of the committee any member of the panel recuses before they vote, and the next acts as chair")
    func goneMember() throws {
        // At link 5 the chair is out, at 7 the third.
        let (first, second) = (ChainLink(position: 5, hash: "aa"), ChainLink(position: 7, hash: "bb"))
        func complaint(_ steps: [(Int, ComplaintEvent)]) throws -> Complaint {
            try self.complaint(steps) { person, link, seat in
                #expect(seat == ChainLink(position: 3, hash: "cc"))
                return link == first && person == people[1] || link == second && person == people[3]
            }
        }
        var steps = try shared()
        steps[2].1 = .seated(Array(people[1...3]), at: ChainLink(position: 3, hash: "cc"))
        // By the chain, and not by anybody's word; nor from beside the panel; nor of one who is there.
        let refused = try complaint(
            steps + [
                (2, .recused(people[1])), (3, .recused(people[1], at: second)), (4, .recused(people[1], at: first)),
                (3, .recused(people[2], at: second)),
            ])
        #expect(refused.irregular == [6, 7, 8, 9] && refused.panel.count == 3)
        let gone = try complaint(steps + [(2, .vote(.upheld)), (3, .recused(people[1], at: first))])
        #expect(gone.irregular.isEmpty && gone.panel == [people[2], people[3]] && gone.chair == people[2])
        // Whoever has voted nobody puts out; the next is chair all the same, and no one behind them.
        let voted = try complaint(
            steps + [
                (1, .vote(.upheld)), (2, .recused(people[1], at: first)), (3, .recused(people[2], at: first)),
                (2, .recused(people[3], at: first)),
            ])
        #expect(voted.irregular == [7, 8] && voted.panel == [people[1], people[2]])
        let rules = ComplaintDeadlines(WorkingDays(zone: "UTC"))
        let waiting = try complaint(steps + [(2, .vote(.upheld))])
        #expect(rules.next(waiting, out: [people[2]])?.act == .vote)
        #expect(rules.next(waiting, out: [people[1]])?.act == .recuse)
        #expect(rules.next(try complaint(Array(steps.prefix(3))), out: [people[1]])?.act == .recuse)
    }

    @Test("before a vote the panel records a withdrawal, and after the first one nobody does")
    func withdrawnAfterVotes() throws {
        let steps = try shared()
        #expect(try complaint(steps + [(3, try decided("withdrawn"))]).decision?.outcome == .withdrawn)
        let found = try complaint(
            steps + [
                (1, .vote(.upheld)), (2, .vote(.upheld)), (3, try decided("withdrawn")), (3, .vote(.notUpheld)),
                (3, try decided("withdrawn")), (1, try decided("upheld")),
            ])
        #expect(found.irregular == [8, 10] && found.decision?.outcome == .upheld)
    }

    @Test("the verdict is the strictest that more than half of the votes reach")
    func carried() {
        let cases: [([ComplaintVerdict], ComplaintVerdict?)] = [
            ([], nil), ([.upheld, .upheld, .notUpheld], .upheld), ([.upheld, .partly, .notUpheld], .partly),
            ([.upheld, .notUpheld], .notUpheld), ([.upheld, .upheld, .partly, .notUpheld], .partly),
            ([.partly, .notUpheld, .notUpheld], .notUpheld),
        ]
        for (votes, verdict) in cases { #expect(ComplaintVerdict.carried(by: votes) == verdict) }
    }

    @Test("a mediation needs no panel and ends mediated or withdrawn; only a mediation ends mediated")
    func mediation() throws {
        let start: [(Int, ComplaintEvent)] = [(0, .acknowledged), (1, try triaged("mediation"))]
        let fee = #", "feeDispute": true"#
        #expect(try complaint(start + [(2, try decided("mediated"))], fee).stage == .decided)
        #expect(try complaint(start + [(2, .seated(Array(people[1...3])))], fee).irregular == [4])
        #expect(try complaint(start + [(2, try triaged()), (0, .seated(Array(people[1...3])))], fee).stage == .seated)
        let ordinary: [(Int, ComplaintEvent)] = [(0, .acknowledged), (0, try triaged())]
        #expect(try complaint(ordinary + [(0, try decided("mediated"))]).irregular == [4])
        #expect(try complaint(ordinary + [(0, try decided("withdrawn"))]).stage == .decided)
        #expect(try complaint(ordinary + [(0, try decided("upheld"))]).irregular == [4])
    }

    @Test("a mediation of anything but a dispute about fees counts for nobody, whatever program wrote it")
    func forgedMediation() throws {
        let day = try #require(CalendarDate("2026-12-01"))
        let steps: [(Int, ComplaintEvent)] = [
            (0, .acknowledged), (1, try triaged("mediation")), (1, try decided("mediated")),
            (1, .communicated(on: day)),
            (1, .closed),
        ]
        let fee = #", "feeDispute": true"#
        #expect(try complaint(steps, fee).stage == .closed)
        for fields in ["", #", "sexualMisconduct": true"#, fee + #", "sexualMisconduct": true"#] {
            let found = try complaint(steps, fields)
            #expect(found.stage == .acknowledged && found.irregular == [3, 4, 5, 6] && found.decision == nil)
            #expect(throws: CounselingError.field("track", .notMediable)) { try found.check(triaged("mediation")) }
        }
        // What triage once put among what must not wait is not mediated either.
        let urgent = try complaint([(0, .acknowledged), (0, try triaged("same-day"))] + steps.dropFirst(), fee)
        #expect(urgent.track == .sameDay && urgent.irregular == [4, 5, 6, 7])
        // Sexual misconduct never waits its ordinary time, also where an older program's triage said so.
        let grave = #", "sexualMisconduct": true"#
        #expect(throws: CounselingError.field("track", .notAChoice(["same-day"]))) {
            try complaint([(0, .acknowledged)], grave).check(triaged("ordinary"))
        }
        let older = try complaint([(0, .acknowledged), (0, try triaged("ordinary"))], grave)
        #expect(older.track == .ordinary && older.isUrgent && older.irregular.isEmpty)
    }

    @Test("a withdrawal is by whoever brought the complaint; one that an older program wrote counts, and is marked")
    func withdrawal() throws {
        func withdrawn(_ fields: String) throws -> ComplaintEvent {
            .decided(
                try ComplaintDecision.read(
                    json: Array(#"{"outcome": "withdrawn", "reasons": "理由"\#(fields)}"#.utf8)))
        }
        let start: [(Int, ComplaintEvent)] = [(0, .acknowledged), (0, try triaged())]
        let theirs = try withdrawn(#", "withdrawnBy": "client", "withdrawnOn": "2026-12-01""#)
        let other = try withdrawn(#", "withdrawnBy": "staff", "withdrawnOn": "2026-12-01""#)
        let sound = try complaint(start + [(0, theirs)])
        #expect(sound.stage == .decided && !sound.lacksWithdrawer)
        #expect(try complaint(start + [(0, other)]).irregular == [4])
        #expect(throws: CounselingError.field("withdrawnBy", .notAChoice(["client"]))) {
            try complaint(start).check(other)
        }
        let event = ThreadEvent(number: 4, at: self.start, by: people[0], what: theirs)
        #expect(try ThreadEvent<ComplaintEvent>(body: try event.encodedBody()).what == theirs)
        let older = try complaint(start + [(0, try decided("withdrawn"))])
        #expect(older.stage == .decided && older.lacksWithdrawer)
        #expect(throws: CounselingError.field("withdrawnBy", .missing)) {
            try complaint(start).check(decided("withdrawn"))
        }
    }

    @Test("deadlines are working days in the practice's zone, each counted from what it names")
    func deadlines() throws {
        let rules = ComplaintDeadlines(WorkingDays(zone: "Asia/Shanghai"))
        // Friday, 10 o'clock in Shanghai.
        func next(_ steps: [(Int, ComplaintEvent)], _ fields: String = "") throws -> ComplaintNext {
            try #require(rules.next(try complaint(steps, fields)))
        }
        #expect(try next([]).due?.text == "2026-12-01")
        #expect(try next([(0, .acknowledged)]).due?.text == "2026-12-04")
        #expect(try next([], #", "sexualMisconduct": true"#).due?.text == "2026-11-27")
        let seat: [(Int, ComplaintEvent)] = [(0, .acknowledged), (0, try triaged("same-day"))]
        #expect(try next(seat).due?.text == "2026-11-27")
        // The panel has no day of its own, but where everything is due at once.
        #expect(try next([(0, .acknowledged), (0, try triaged())]).due == nil)
        let seated = try next(Array(try shared().prefix(3)))
        #expect(seated.act == .share && seated.origin == .seated && seated.due?.text == "2026-12-04")
        let voting = try next(try shared())
        #expect(voting.act == .vote && voting.due?.text == "2027-01-08")
        #expect(voting.answersUntil?.text == "2026-12-14" && voting.notBefore?.text == "2026-12-15")
        #expect(seated.notBefore == nil)
        // Told late: what cannot be done before the answer is not due before it either.
        let late = try next(try shared(on: "2027-01-05"))
        #expect(late.due?.text == "2027-01-20" && late.notBefore?.text == "2027-01-20")
        let told = try complaint(try shared())
        #expect(!rules.answerTimeIsOver(told, at: try #require(UTCTime(rfc3339: "2026-12-14T15:59:59Z"))))
        #expect(rules.answerTimeIsOver(told, at: try #require(UTCTime(rfc3339: "2026-12-14T16:00:00Z"))))
        #expect(!rules.answerTimeIsOver(try complaint([]), at: start))
    }

    @Test("holidays are no working days, and days made up for them are")
    func holidays() throws {
        func days(_ texts: String...) throws -> Set<CalendarDate> {
            Set(try texts.map { try #require(CalendarDate($0)) })
        }
        // National Day 2026: off until the 7th, the 10th (a Saturday) is worked.
        let calendar = WorkingDays(
            zone: "Asia/Shanghai",
            holidays: try days(
                "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"), madeUp: try days("2026-10-10"))
        let eve = try #require(CalendarDate("2026-09-30"))
        #expect(
            [1, 2, 3, 4].map { calendar.day($0, after: eve).text } == [
                "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12",
            ])
        #expect(WorkingDays(zone: "nowhere").day(of: start).text == "2026-11-27")
        let late = try #require(UTCTime(rfc3339: "2026-11-27T16:30:00Z"))
        #expect(calendar.day(of: late).text == "2026-11-28")
    }

    @Test(
        "the respondent, their supervisors and supervisees have a conflict; a complaint against the service is no director's"
    )
    func conflicts() {
        let candidates = people.enumerated().map {
            ConflictOfInterest.Candidate(id: $0.element, isDirector: $0.offset == 5, isActing: false)
        }
        let ties = [
            ConflictOfInterest.Supervision(supervisor: people[1], trainee: people[0]),
            ConflictOfInterest.Supervision(supervisor: people[0], trainee: people[2]),
            ConflictOfInterest.Supervision(supervisor: people[3], trainee: people[1]),
        ]
        func eligible(_ respondent: ComplaintRespondent) -> [Identifier<Person>] {
            ConflictOfInterest.eligible(candidates, against: respondent, supervisions: ties).map(\.id)
        }
        #expect(eligible(.person(people[0])) == [people[3], people[4], people[5]])
        #expect(eligible(.service) == Array(people.prefix(5)))
        #expect(eligible(.unknown) == people)
        let acting = [ConflictOfInterest.Candidate(id: people[5], isDirector: true, isActing: true)]
        #expect(ConflictOfInterest.eligible(acting, against: .service, supervisions: []) == acting)
        #expect(ConflictOfInterest.eligible(acting, against: .person(people[5]), supervisions: []).isEmpty)
    }

    @Test("every event comes back from its bytes as it was, and a word that no event has is refused")
    func bytes() throws {
        let day = try #require(CalendarDate("2026-12-01"))
        let events: [ComplaintEvent] = [
            .received(id, try filing(#", "name": "王小明", "feeDispute": true"#), key: "AA=="), .acknowledged,
            try triaged(),
            .seated(people), .recused(people[0]), .shared(on: day),
            .seated(people, at: ChainLink(position: 7, hash: "ab")),
            .recused(people[0], at: ChainLink(position: 7, hash: "ab")), .finding("查明"), .vote(.notUpheld),
            try decided("partly"), .communicated(on: day), .closed,
        ]
        for what in events {
            let event = ThreadEvent(number: 1, at: start, by: people[0], what: what)
            #expect(try ThreadEvent<ComplaintEvent>(body: try event.encodedBody()).what == what)
            #expect("\(what)" == "‹confidential›")
        }
        let text = String(
            decoding: try ThreadEvent(number: 1, at: start, by: id.person, what: ComplaintEvent.closed)
                .encodedBody(), as: UTF8.self)
        #expect(throws: CounselingError.malformedBody) {
            _ = try ThreadEvent<ComplaintEvent>(
                body: Array(text.replacing(#""closed""#, with: #""opened""#).utf8))
        }
    }

    @Test("a form says which field is wrong")
    func forms() {
        let cases: [(String, CounselingError)] = [
            ("[]", .formIsNotJSON), (#"{"by": "client"}"#, .field("against", .missing)),
            (
                #"{"by": "friend", "against": "lin", "text": "x"}"#,
                .field("by", .notAChoice(ComplaintFiler.allCases.map(\.rawValue)))
            ), (#"{"by": "client", "against": "lin", "text": " \n"}"#, .field("text", .missing)),
            (
                #"{"by": "client", "against": "lin", "text": "x", "whom": "y"}"#,
                .field(
                    "whom",
                    .unknownField(
                        known: ["against", "by", "contact", "feeDispute", "name", "sexualMisconduct", "text"]))
            ),
            (
                #"{"by": "client", "against": "lin", "text": "x", "sexualMisconduct": "yes"}"#,
                .field("sexualMisconduct", .wrongType(expected: .truth))
            ),
            (
                #"{"by": "client", "against": "lin", "text": "\#(String(repeating: "长", count: 400_000))"}"#,
                .formTooLarge(limit: ComplaintForm.byteLimit)
            ),
        ]
        for (json, error) in cases {
            #expect(throws: error) { _ = try ComplaintForm.read(json: Array(json.utf8)) }
        }
    }
}

extension Identifier where Entity == Complaint {
    fileprivate var person: Identifier<Person> { get throws { try Identifier<Person>(hex: hex) } }
}
