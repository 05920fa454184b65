import AgeFile
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Colleagues, the director and whoever answers a request in its person's place.
struct DeviceAttackTests {
    /// A second computer of somebody's: the same practice file, and identities and pins of its own.
    private func computer(of place: HostilePractice) throws -> PracticeFolder {
        let root = place.root.appendingPathComponent("second")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("practice"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: root.appendingPathComponent("practice/practice.sqlite"), withDestinationURL: place.database)
        return PracticeFolder(
            path: root.appendingPathComponent("practice").path,
            environment: ["XDG_STATE_HOME": root.appendingPathComponent("state").path])
    }

    private func ask(_ second: PracticeFolder) throws -> (asking: DeviceAsking, code: [Int]) {
        let (_, code) = try OpenPractice.askForKeys(
            second, shortName: try ShortName("lin"), name: nil, setsAside: false,
            passphrase: try HostilePractice.passphrase("second"), workFactor: 17,
            request: second.deviceRequestFile("lin"))
        return (try DeviceAsking(reading: try WholeFile.read(second.deviceRequestFile("lin"))), code)
    }

    private func finish(_ second: PracticeFolder, _ transfer: String) throws -> OpenPractice {
        try OpenPractice.finishDevice(
            second, shortName: try ShortName("lin"), transfer: transfer,
            passphrase: try HostilePractice.passphrase("second"), workFactor: 17
        ).practice
    }

    private func states(_ practice: OpenPractice) throws -> [DeviceState] {
        try practice.room.visit(for: ListingDevices.self, about: .practice) { try $0.devices(all: false) }.map(\.state)
    }

    private func say(_ step: DeviceEvent.Step, _ device: Identifier<Device>, by intruder: Intruder) throws {
        let event = DeviceEvent(
            step, device, keys: try Identifier(bytes: intruder.identity.keyID.bytes), at: .now, name: nil)
        let practice = try #require(try intruder.history(of: intruder.fixed(.practice)).current)
        let deposit = try Deposit(
            try event.encodedBody(), kind: "device", to: .generation(practice), practice: intruder.chain.practice,
            membership: intruder.ring.membership, by: intruder.identity)
        try intruder.commit(put: [deposit.row])
    }

    @Test("what a colleague or the director says of somebody's computer counts for nothing, and no one else's is lost")
    func colleagues() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let second = try computer(of: place)
        let (asking, code) = try ask(second)
        for name in ["bo", "fang"] {
            // A colleague says that it was handed out, arrived, was lost: of lin's keys nobody but lin says anything.
            for step in DeviceEvent.Step.allCases { try say(step, asking.id, by: try Intruder(name, in: place)) }
            #expect(try states(try place.open("lin")) == [.inUse])
            #expect(throws: RoomError.device(.otherPerson)) {
                try place.open(name).room.visit(for: AllowingDevice.self, about: .device(asking.id)) {
                    try $0.allow(asking)
                }
            }
        }
        let lin = try place.open("lin")
        try lin.allow(asking, proof: Array(code.suffix(2)), to: second.transferFile("lin"))
        #expect(throws: RoomError.notFound(.device)) {
            try place.open("aud").room.visit(for: LosingDevice.self, about: .device(asking.id)) { try $0.lose() }
        }
        #expect(throws: RoomError.device(.notAllowed)) {
            try place.open("aud").room.visit(for: UsingDevice.self, about: .device(asking.id)) { try $0.use() }
        }
        try say(.lost, asking.id, by: try Intruder("bo", in: place))
        let arrived = try finish(second, second.transferFile("lin"))
        #expect(try states(arrived) == [.inUse, .inUse])
        try arrived.room.leave()
    }

    @Test("an answer with a colleague's keys under the person's name is refused, also from who saw the code")
    func impostor() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let second = try computer(of: place)
        let (asking, code) = try ask(second)
        // bo's own identity, which the practice knows, with lin's short name written into it.
        let bo = try Intruder("bo", in: place)
        let passphrase = try HostilePractice.passphrase("bo")
        let text = try AgeFile.open(
            try WholeFile.read(place.folder.identityFile("bo")), passphrase: passphrase, allowedLog2N: 17...20,
            limit: 4096)
        let renamed = String(decoding: text.revealed(), as: UTF8.self).replacing(
            "short-name bo", with: "short-name lin")
        let posing = try Identity.open(
            try AgeFile.seal(
                try SecretBytes(copying: Array(renamed.utf8)), passphrase: passphrase, log2N: 17),
            passphrase: passphrase)
        #expect(posing.shortName == "lin" && posing.id == bo.identity.id)
        let state = place.root.appendingPathComponent("state/tacet/\(bo.chain.practice.hex)/\(bo.identity.id.hex).pin")
        let pin = try WholeFile.read(state.path)
        let request = try DeviceRequest(parsing: try WholeFile.read(second.deviceRequestFile("lin")))
        try say(.allowed, asking.id, by: bo)
        for proof in [[1, 2], Array(code.suffix(2))] {
            let forged = try DeviceTransfer(posing, pin: pin, station: nil, to: request, proof: proof)
            try WholeFile.write(forged.file, to: second.transferFile("lin"), replacing: true)
            #expect(throws: RoomError.device(.transferAltered)) { try finish(second, second.transferFile("lin")) }
            #expect(second.identities().isEmpty)
        }
        // Keys that the practice does not know, of a pseudonym that it knows: they leave nothing behind that stands in lin's way.
        let linID = try Intruder("lin", in: place).identity.id
        let made = try Identity.generate(shortName: "lin", as: linID)
        let code2 = try HostilePractice.passphrase("code")
        let welcomed = try WelcomeFile.open(
            try WelcomeFile.seal(bo.ring.membership, for: linID, code: code2, log2N: 17), code: code2, for: made)
        var forgedPin = String(decoding: pin, as: UTF8.self).split(separator: "\n").dropLast().map(String.init)
        forgedPin[3] = "person \(linID.hex)"
        forgedPin[4] = "log 1 999999 " + String(repeating: "0", count: 64)
        let unsigned = forgedPin.joined(separator: "\n") + "\n"
        let signature = try welcomed.signature(
            for: [0, UInt8("tacet/1/pin".utf8.count)] + Array("tacet/1/pin".utf8) + Array(unsigned.utf8))
        let signed = Array((unsigned + "signature \(Base64.encode(signature, padded: true))\n").utf8)
        let forged = try DeviceTransfer(welcomed, pin: signed, station: nil, to: request, proof: Array(code.suffix(2)))
        try WholeFile.write(forged.file, to: second.transferFile("lin"), replacing: true)
        #expect(throws: RoomError.notAdmitted) { try finish(second, second.transferFile("lin")) }
        let lin = try place.open("lin")
        try lin.allow(asking, proof: Array(code.suffix(2)), to: second.transferFile("lin"))
        try finish(second, second.transferFile("lin")).room.leave()
        #expect(second.identities() == ["lin"])
    }
}
