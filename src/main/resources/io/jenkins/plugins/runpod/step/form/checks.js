/*
 * The form of a new step does not begin with what is missing. It says so of a field that a user has left, and of the fields whose checks
 * read that one. When the form is applied or a script is made of it, it says so of all fields. The form of a saved step begins with it.
 */
(function () {
  const NEW = '/checkNewParameter/';
  const SAVES = '.apply-button, #generatePipelineScript';

  if (window.runPodChecks) {
    return; // a form that appears later brings this script again
  }
  window.runPodChecks = true;

  /** The fields that a user is in, as far as checks are concerned. */
  let entered = [];

  function newFields() {
    const fields = Array.from(document.querySelectorAll('.validated'));
    return fields.filter((field) => (field.getAttribute('checkUrl') || '').includes(NEW));
  }

  function reads(field, other) {
    const name = other.name.replace('_.', '');
    const others = (field.getAttribute('checkDependsOn') || '').split(' ');
    return others.includes(name) && findNearBy(field, name) === other;
  }

  /* Whatever check follows is that of a field that was left. An answer about the new field that is on its way finds its place gone. */
  function begin(field) {
    const place = field.targetElement.cloneNode(true);
    field.setAttribute('checkUrl', field.getAttribute('checkUrl').replace(NEW, '/checkParameter/'));
    field.targetElement.replaceWith(place);
    field.targetElement = place;
  }

  function enter(fields) {
    const checked = fields.filter((field) => field.targetElement); // the others are not ready yet
    checked.forEach(begin);
    entered = entered.concat(checked);
  }

  function leave() {
    entered.forEach((field) => field.onchange());
    entered = [];
  }

  document.addEventListener('focusin', (event) => {
    const field = event.target;
    if (field.name && field.tagName !== 'SELECT') {
      enter(newFields().filter((each) => each === field || reads(each, field)));
    }
  });

  document.addEventListener('focusout', leave);

  document.addEventListener('click', (event) => {
    const button = event.target.closest(SAVES);
    if (button !== null) {
      enter(newFields().filter((each) => each.form === button.form));
      leave();
    }
  }, true);
})();
