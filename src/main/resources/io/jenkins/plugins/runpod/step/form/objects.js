/* A button that sends fields of a form cannot send a list of objects. It sends whether there are any. */
(function () {
  function update() {
    document.querySelectorAll('.run-pod-objects').forEach((list) => {
      const given = list.querySelector('.run-pod-objects-given');
      given.value = String(list.querySelector('.repeated-chunk') !== null);
    });
  }

  /* Before the button does its work. A form that appears later may bring this script again, which does no harm. */
  document.addEventListener('click', update, true);
})();
