// Answers questions about trees with OpenZeppelin's own library: JSON on stdin, JSON on stdout.
// A question has `values`, `sort_leaves`, `together` (indices of values to prove at once) and, for
// a standard tree, `leaf_encoding`.
const { SimpleMerkleTree, StandardMerkleTree } = require("@openzeppelin/merkle-tree");

function answer(question) {
  const options = { sortLeaves: question.sort_leaves };
  const tree = question.leaf_encoding
    ? StandardMerkleTree.of(question.values, question.leaf_encoding, options)
    : SimpleMerkleTree.of(question.values, options);
  const { proof, proofFlags, leaves } = tree.getMultiProof(question.together);
  return {
    nodes: tree.dump().tree,
    proofs: question.values.map((_, index) => tree.getProof(index)),
    siblings: proof,
    flags: proofFlags,
    shown: leaves,
  };
}

let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => console.log(JSON.stringify(JSON.parse(text).map(answer))));
