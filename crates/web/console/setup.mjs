// The secret of a link stands behind its #, which a browser sends to nobody: it is put into the form here, and out of the
// address.
const field = document.querySelector("#link");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
