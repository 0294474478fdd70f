const answer = await fetch("api/v1/snapshots");
const { snapshots } = await answer.json();
const list = document.getElementById("snapshots");
for (const snapshot of snapshots) {
  const item = document.createElement("li");
  item.textContent = `${snapshot.name}: ${snapshot.interfaces} interfaces`;
  list?.append(item);
}
